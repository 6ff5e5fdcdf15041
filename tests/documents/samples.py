"""Every paper with the longest names of the data, as facts to draw."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from common import pdf
from exhibitors.documents import decision_list, expiry_notice
from fairs.documents import (
    attendance,
    badges,
    booth_sign,
    exhibitor_list,
    hall_plan,
    invitation_letter,
    move_in_pass,
    programme,
    receipt,
    registration,
    results,
)
from fairs.documents.event import Event, Exhibitor
from fairs.documents.plan_geometry import BoothSpot, draw_hall

EVENT = Event(
    "Hội chợ đặc sản vùng miền, làng nghề truyền thống và sản phẩm OCOP thành phố Hà Nội "
    "năm 2026 (trình diễn)",
    date(2026, 12, 10),
    date(2026, 12, 14),
    time(8, 30),
    time(21),
    "Trung tâm Hội chợ Triển lãm Quốc gia VEC Đông Anh",
    "Xã Đông Anh, thành phố Hà Nội",
    "ocop.hanoi@example.org, 024 3333 4444",
    datetime(2026, 12, 9, 1, tzinfo=UTC),
    True,
)
LONG = (
    "Hợp tác xã Nông nghiệp hữu cơ, Dược liệu và Dịch vụ du lịch cộng đồng làng cổ Đường Lâm – "
    "Ưởng Ngoài – NGUYỄN QUỲNH ĐỖ HUỲNH"
)
PRODUCTS = (
    ("Bộ ấm chén gốm sứ men lam cổ vẽ tay phong cảnh Bát Tràng (hộp 8 món)", 5),
    ("Chè lam truyền thống Thạch Xá gừng lạc mật mía", 4),
    ("Bánh tẻ Phú Nhi", 3),
    ("Ủ rượu nếp cái hoa vàng Ưng Ỷ", None),
)
EXHIBITOR = Exhibitor(
    LONG,
    "Xã Đường Lâm, làng nghề mây tre đan Phú Vinh",
    "TA-2026-00017",
    ("A012", "A013", "A014"),
    "Nhà trưng bày A1 – khu trung tâm",
    "Thủ công mỹ nghệ và sinh vật cảnh",
    PRODUCTS,
    "Thôn Mông Phụ",
    "Nguyễn Thị Phượng Quỳnh",
    "0900 000 000",
)
SHORT = Exhibitor("HTX Gốm", "Bát Tràng", "TA-2", ("B1",), "A1", "", PRODUCTS[:2])
SPOTS = [
    BoothSpot(
        n,
        f"{'ABCDEFGHIJ'[n // 20]}{n % 20 + 1:02d}",
        "ABCDEFGHIJ"[n // 20],
        1 + n // 50,
        2 + n % 20 * 3.2,
        2 + n // 20 * 3.7,
        3,
        3,
        blocked=n % 37 == 5,
        holder=(LONG if n % 5 == 0 else "HTX Gốm Bát Tràng" if n % 2 else ""),
    )
    for n in range(200)
]
HALL = draw_hall(
    name="Nhà A1",
    width=68,
    depth=40,
    entrances=[(34, 0), (0, 20)],
    booths=SPOTS,
    zones=[1, 2, 3, 4],
)
LEGEND = tuple(
    hall_plan.LegendEntry(i, nm, 50)
    for i, nm in enumerate(
        [
            "",
            "Thực phẩm và đồ uống",
            "Thủ công mỹ nghệ, dệt thêu ren và quà lưu niệm truyền thống",
            "Dược liệu",
            "Du lịch",
        ]
    )
    if i
)
YARD = draw_hall(
    name="Sân ngoài trời",
    width=30,
    depth=80,
    entrances=[(15, 0)],
    booths=[
        BoothSpot(900 + n, f"N{n + 1}", "N", None, 2 + n % 6 * 4, 3 + n // 6 * 4, 3, 3)
        for n in range(60)
    ],
    zones=[],
)
TALKS = (
    programme.Talk(
        "TS. Nguyễn Hữu Quỳnh",
        "Viện Nghiên cứu và Phát triển Ngành nghề nông thôn Việt Nam",
        "Truy xuất nguồn gốc",
    ),
    programme.Talk("", "Sở Công Thương Hà Nội", ""),
)
SESSION = programme.Session(
    "Tập huấn kỹ năng bán hàng trực tuyến và livestream cho chủ thể OCOP các xã, phường phía Tây",
    datetime(2026, 12, 10, 1, 30, tzinfo=UTC),
    datetime(2026, 12, 10, 4, tzinfo=UTC),
    "Phòng hội thảo 2",
    "Trung tâm Hội chợ Triển lãm Quốc gia",
    "Văn phòng Điều phối nông thôn mới Hà Nội",
    TALKS,
)
LATE = programme.Session(
    "Kết nối giao thương",
    datetime(2026, 12, 11, 13, tzinfo=UTC),
    datetime(2026, 12, 11, 18, tzinfo=UTC),
    "Sân",
    "Trung tâm",
    "",
    (),
    True,
)
STAMP = pdf.Stamp(
    "Văn phòng Điều phối nông thôn mới thành phố Hà Nội",
    datetime(2026, 11, 24, 7, 5, tzinfo=UTC),
    "https://hoicho.example.org/v/abcdefghijklmnopqrstuvwxyz012345/",
    2,
    True,
)
COUNTED = (
    ("Thực phẩm", 120),
    ("Đồ uống", 45),
    ("Dược liệu và sản phẩm từ dược liệu", 12),
    ("Thủ công mỹ nghệ", 77),
)
COMMUNES = tuple((f"Xã {n}", 30 - n) for n in ["1"] for n in range(1, 26))
PAPERS = {
    "booth_sign": (booth_sign.BOOTH_SIGN, booth_sign.SignFacts(EVENT, EXHIBITOR)),
    "booth_sign_short": (booth_sign.BOOTH_SIGN, booth_sign.SignFacts(EVENT, SHORT)),
    "move_in_pass": (move_in_pass.MOVE_IN_PASS, move_in_pass.PassFacts(EVENT, EXHIBITOR)),
    "exhibitor_list": (
        exhibitor_list.EXHIBITOR_LIST,
        exhibitor_list.ListFacts(EVENT, (EXHIBITOR, SHORT) * 12),
    ),
    "hall_plan": (
        hall_plan.HALL_PLAN,
        hall_plan.PlanFacts(
            EVENT,
            (
                hall_plan.HallFacts(HALL, LEGEND),
                hall_plan.HallFacts(YARD, (hall_plan.LegendEntry(0, "", 60),)),
            ),
        ),
    ),
    "badges": (
        badges.BADGES,
        badges.BadgeFacts(
            "EXHIBITOR",
            EVENT.name,
            "10/12/2026 – 14/12/2026",
            (
                badges.Badge("Nguyễn Thị Phượng Quỳnh Hương Giang", LONG, "A012, A013"),
                badges.Badge("", LONG, "A1"),
                badges.Badge("Đỗ Ưng", "HTX Gốm", "B1"),
            )
            * 4,
        ),
    ),
    "badges_staff": (
        badges.BADGES,
        badges.BadgeFacts(
            "STAFF",
            EVENT.name,
            "10/12/2026",
            (badges.Badge("Trần Ỷ Lan", "Văn phòng Điều phối nông thôn mới"),),
        ),
    ),
    "programme": (programme.PROGRAMME, programme.ProgrammeFacts(EVENT.name, (SESSION, LATE))),
    "attendance": (
        attendance.ATTENDANCE,
        attendance.AttendanceFacts(
            SESSION,
            tuple(
                attendance.Guest(f"Nguyễn Thị Phượng Quỳnh {n}", LONG if n % 3 == 0 else "HTX", 1)
                for n in range(25)
            ),
        ),
    ),
    "invitation": (
        invitation_letter.INVITATION,
        invitation_letter.InvitationFacts(
            guest="Ông Nguyễn Hữu Quỳnh",
            organisation="Hiệp hội Doanh nghiệp nhỏ và vừa thành phố",
            session=SESSION,
            fair=EVENT.name,
            contact=EVENT.contact,
            parent="ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
            place="Hà Nội",
            signer_title="CHÁNH VĂN PHÒNG",
            signer_name="Trần Văn Ưng",
        ),
    ),
    "fair_invitation": (
        invitation_letter.FAIR_INVITATION,
        invitation_letter.FairInvitationFacts(
            guest=LONG,
            fair=EVENT,
            apply_until=datetime(2026, 11, 30, 10, tzinfo=UTC),
            contact=EVENT.contact,
            place="Hà Nội",
        ),
    ),
    "receipt": (
        receipt.RECEIPT,
        receipt.ReceiptFacts(
            EVENT,
            "TA-2026-00017",
            LONG,
            "Thôn Mông Phụ",
            "Nguyễn Thị Phượng, 0900",
            datetime(2026, 10, 1, 3, tzinfo=UTC),
            True,
            2,
            ("Điện", "Nước"),
            tuple((n, s, "1234/QĐ-UBND") for n, s in PRODUCTS),
        ),
    ),
    "results": (
        results.RESULTS,
        results.ResultsFacts(
            EVENT,
            "4213/QĐ-UBND",
            3,
            228,
            201,
            250,
            (("Đã xác nhận", 190), ("Danh sách chờ", 60)),
            190,
            254,
            COUNTED,
            (("★★★★★", 4), ("★★★★", 100), ("★★★", 150)),
            COMMUNES,
            (results.SeminarRow(SESSION.name, "08:30 10/12/2026", 60, 42, "Đã công bố"),),
            (("10/12/2026", 1200), ("11/12/2026", None), ("12/12/2026", 0)),
            ((f"{LONG} (A012)", 56_000_000), ("HTX Gốm (B1)", None)),
        ),
    ),
    "registration": (
        registration.REGISTRATION,
        registration.RegistrationFacts(
            EVENT,
            "Kết nối sản phẩm OCOP",
            "4213/QĐ-UBND",
            False,
            (("Nhà A1", Decimal("68.00"), Decimal("40.00")),),
            200,
            228,
            ("Thực phẩm", "Đồ uống"),
        ),
    ),
    "decision": (
        decision_list.DECISION_LIST,
        decision_list.DecisionFacts(
            "6385/QĐ-UBND",
            date(2025, 12, 20),
            "UBND thành phố Hà Nội",
            tuple(
                decision_list.Recognised(
                    PRODUCTS[n % 4][0],
                    LONG,
                    "Xã Đường Lâm",
                    "Thủ công mỹ nghệ",
                    3 + n % 3,
                    date(2028, 12, 20),
                    date(2026, 5, 1) if n == 3 else None,
                )
                for n in range(20)
            ),
        ),
    ),
    "expiry": (
        expiry_notice.EXPIRY_NOTICE,
        expiry_notice.NoticeFacts(
            producer=LONG,
            address="Thôn Mông Phụ, xã Đường Lâm",
            within=90,
            rows=tuple(
                expiry_notice.Ending(n, s or 3, "6385/QĐ-UBND", date(2027, 1, 3))
                for n, s in PRODUCTS
            ),
            place="Hà Nội",
            parent="ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
            signer_title="CHÁNH VĂN PHÒNG",
            signer_name="Trần Văn Ưng",
        ),
    ),
}
