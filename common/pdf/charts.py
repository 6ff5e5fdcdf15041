"""Charts on paper, from the same shapes as on pages."""

from common.charts import SIZE, Chart
from common.pdf.colors import INK, JADE
from common.pdf.sheet import Sheet
from common.pdf.text import clean

TEXT = 0.65  # letters are finer on paper


def draw_chart(sheet: Sheet, chart: Chart) -> None:
    """The chart at the cursor, as wide as it is or as the page; bars stay with their labels."""
    sheet.heading(chart.title, size=11)
    factor = min(1.0, sheet.width / chart.width)
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
