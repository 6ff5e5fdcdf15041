"""Charts on paper, from the same shapes as on pages."""

from common.charts import SIZE, Chart
from common.pdf.colors import INK, JADE
from common.pdf.sheet import Sheet
from common.pdf.text import clean

TEXT = 0.65  # letters are finer on paper
SMALLER = 0.75  # a chart is drawn so small at least, to stay whole on its page
TITLE = 30.0  # points of its heading


def draw_chart(sheet: Sheet, chart: Chart) -> None:
    """The chart at the cursor, as wide as it is or as the page; bars stay with their labels.

    It stays whole where a page can hold it: somewhat smaller, or on the next page.
    """
    factor = _factor(sheet, chart)
    sheet.heading(chart.title, size=11)
    top, offset = sheet.y, 0.0
    for bar in chart.bars:
        first, last = bar.label[0].y - SIZE, bar.y + bar.height
        if top - (last - offset) * factor < sheet.bottom:
            sheet.next_page()
            top, offset = sheet.y, first
        for line in (*bar.label, bar.value):
            sheet.line_of_text(
                sheet.left + line.x * factor,
                top - (line.y - offset) * factor,
                clean(line.text),
                SIZE * TEXT * factor,
                bold=line is bar.value,
                color=INK,
            )
        if bar.width:
            sheet.rect(
                sheet.left + bar.x * factor,
                top - (bar.y + bar.height - offset) * factor,
                bar.width * factor,
                bar.height * factor,
                fill=JADE,
                stroke=None,
            )
    sheet.y = top - (chart.height - offset) * factor
    sheet.gap(12)


def _factor(sheet: Sheet, chart: Chart) -> float:
    """How large to draw it; turns the page where only the next one holds it whole."""
    wide = min(1.0, sheet.width / chart.width)
    left = sheet.y - sheet.bottom - TITLE
    if chart.height * wide <= left:
        return wide
    if chart.height * wide * SMALLER <= left:
        return left / chart.height
    if chart.height * wide <= sheet.top - sheet.bottom - TITLE:
        sheet.need(TITLE + chart.height * wide)
    return wide
