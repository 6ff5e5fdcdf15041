"""What kind of thing a product is, read from its Vietnamese name.

The booth plan keeps sellers of the same type apart, so types are narrower than the six groups.
The first rule that matches wins; a product no rule knows has no type and competes with nobody.
"""

import re

from django.utils.translation import gettext_lazy as _

from common.text import nfc

PRODUCT_TYPES = {
    "tour": _("Tours and experiences"),
    "ornamental": _("Ornamental trees"),
    "flowers": _("Flowers"),
    "pottery": _("Pottery and porcelain"),
    "lacquer": _("Lacquer and inlay"),
    "gold-leaf": _("Gold leaf and fine metal"),
    "bronze": _("Bronze and metalwork"),
    "stone": _("Stone carving"),
    "silk": _("Silk and lotus silk"),
    "embroidery": _("Embroidery"),
    "textiles": _("Weaving and tailoring"),
    "bags": _("Bags"),
    "bamboo": _("Rattan, bamboo and grass"),
    "hats": _("Conical hats"),
    "fans": _("Paper fans"),
    "toys": _("Folk toys"),
    "instruments": _("Musical instruments"),
    "incense": _("Incense"),
    "leather": _("Leather, horn and shoes"),
    "paper": _("Paper goods"),
    "wood": _("Wood"),
    "honey": _("Honey"),
    "cordyceps": _("Cordyceps"),
    "essential-oil": _("Essential oils"),
    "medicinal": _("Medicinal preparations"),
    "spirits": _("Rice spirits"),
    "coffee": _("Coffee"),
    "milk": _("Milk and yoghurt"),
    "tea": _("Tea"),
    "vegetarian": _("Vegetarian dishes"),
    "sausages": _("Pork pastes and sausages"),
    "fish": _("Fish and seafood"),
    "meat": _("Meat"),
    "sauces": _("Soy sauces and condiments"),
    "tofu": _("Tofu and sprouts"),
    "noodles": _("Noodles and vermicelli"),
    "green-rice": _("Young green rice"),
    "sweets": _("Sweets"),
    "cakes": _("Cakes"),
    "rice": _("Rice and cereals"),
    "mushrooms": _("Mushrooms"),
    "fruit": _("Fruit"),
    "vegetables": _("Vegetables"),
}

_RULES: tuple[tuple[str, str], ...] = (
    ("tour", "tour|du lịch|trải nghiệm|rối nước"),
    ("noodles", "^bánh đa|bún|miến|phở"),
    ("green-rice", "cốm"),
    ("vegetarian", "chay"),
    ("sweets", "kẹo|chè lam|chè kho|mứt"),
    ("cakes", "^bánh|^xôi"),
    ("sausages", "^giò|^chả|xúc xích|^nem|ruốc"),
    ("tea", "^trà|^chè|trà sen"),
    ("mushrooms", "nấm|mộc nhĩ"),
    ("fruit", "bưởi|nho|chuối|đu đủ|dưa lưới|nhãn|cam|ổi"),
    ("toys", "tò he|chuồn chuồn|diều"),
    ("ornamental", "bonsai|quất cảnh|đào cảnh|cây cảnh"),
    ("flowers", "hoa lan|hoa giấy|hoa đồng tiền|hoa bất tử|hoa tươi"),
    ("gold-leaf", "dát vàng|quỳ vàng|đậu bạc|kim hoàn"),
    ("bamboo", "mây tre|tre đan|cỏ tế|giang|lồng chim|lưới cước"),
    ("fans", "quạt"),
    ("lacquer", "sơn mài|khảm|gắn trai|gắn sừng|sơn khảm"),
    ("pottery", "gốm|sứ|men|ấm chén|bát đĩa|bình giọt ngọc|bình tỳ bà|chóe|đôn"),
    ("bronze", "đúc đồng|đôi đèn|lọ song ngư|kim khí|rèn|dao kéo|cơ khí"),
    ("stone", "đá quý|tạc đá"),
    ("silk", "lụa|tơ tằm|tơ sen"),
    ("embroidery", "thêu"),
    ("bags", "túi"),
    ("textiles", "dệt|khăn|áo dài|may|comple|chăn bông|đan móc"),
    ("hats", "nón"),
    ("instruments", "đàn|nhạc cụ"),
    ("incense", "^hương|tăm hương|nhang"),
    ("leather", "sừng|da giày|giầy da|giày"),
    ("paper", "giấy|vàng mã"),
    (
        "wood",
        "gỗ|mộc|tượng|tháp|tiện|điêu khắc|đồng hồ|khay|tranh|lốc lịch|đĩa phong thủy",
    ),
    ("honey", "mật ong"),
    ("cordyceps", "đông trùng hạ thảo"),
    ("essential-oil", "tinh dầu"),
    ("sauces", "tương|xì dầu|nước mắm"),
    ("medicinal", "^cao|cà gai leo|bảo vệ sức khỏe|tinh bột nghệ|dược liệu"),
    ("spirits", "rượu"),
    ("coffee", "cà phê"),
    ("milk", "sữa tươi|sữa chua"),
    ("fish", "cá|thát lát|mực|tôm"),
    ("meat", "thịt|bò|gà|lợn|dạ dày|rắn"),
    ("tofu", "đậu phụ|giá đỗ"),
    ("rice", "gạo|ngũ cốc"),
    (
        "vegetables",
        "rau|cải|khoai|bí|cà rốt|cà chua|bầu|mướp|su hào|bắp cải|súp lơ|măng|củ",
    ),
    ("flowers", "hoa"),
)
_COMPILED = tuple(
    (key, re.compile(rf"(?<!\w)(?:{nfc(words)})(?!\w)", re.IGNORECASE)) for key, words in _RULES
)


def product_type_of(name: str) -> str:
    """The type key of a product's (or a craft's) Vietnamese name, or ""."""
    text = nfc(name)
    return next((key for key, words in _COMPILED if words.search(text)), "")


def product_type_label(key: str) -> object:
    """The translated name of a type; an unknown key is shown as it is."""
    return PRODUCT_TYPES.get(key, key)
