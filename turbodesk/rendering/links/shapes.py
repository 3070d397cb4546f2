"""Says what a text looks like to the eye: the ASCII letters, digits and dots that its signs would be taken for.

Signs without a width and accents are left out, compatible forms (full width, mathematical, circled) become what they
stand for, and letters of other scripts the Latin letter that has their shape. It is for comparing only: what comes out
is neither text nor an address.

The table is Unicode's (UTS #39, confusables.txt, version 15), cut down to what an ASCII letter, digit or dot stands
behind and the compatibility decomposition of `unicodedata` does not know: 2 kB. The packages that bring the whole of
it weigh a megabyte, read at the first use.
"""

from __future__ import annotations

import re
import unicodedata

_TWINS = {
    "-": "˗‐⁃−",
    ".": "٠۔。｡۰ꓸ꘎𝅭",
    "2": "ƧϨᒿꙄꛯꝚ",
    "3": "ƷȜЗӠⳌꝪꞫ𑣊𖼻𝈆",
    "4": "Ꮞ𑢯",
    "5": "Ƽ𑢻",
    "6": "бᏮⳒ𑣕",
    "7": "𐓒𑣆𝈒",
    "8": "Ȣȣ৪੪ଃ𐌚",
    "9": "৭੧୨൭ⳊꝮ𑢬𑣌𑣖",
    "a": "ɑΑαАаᎪᗅ⍺ꓮ𐊠𖽀",
    "b": "ƄΒВЬᏏᏴᑲᖯᗷꓐꞴ𐊂𐊡𐌁",
    "c": "СсᏟᴄⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜𑣩𑣲🝌",
    "d": "ԁᎠᏧᑯᗞᗪꓒꓓ",
    "e": "ΕЕеҽᎬ℮⋿ⴹꓰꬲ𐊆𑢦𑢮",
    "f": "ϜքᖴẝꓝꞘꞙꬵ𐊇𐊥𐔥𑢢𑣂𝈓",
    "g": "ƍɡԌցᏀᏳᶃꓖ",
    "h": "ΗНһհᎻᏂᕼⲎꓧ𐋏",
    "i": "ıɩɪιіӏᎥ⍳ꙇꭵ𑣃",
    "j": "ͿϳЈјᎫᒍꓙꞲ",
    "k": "ΚКᏦᛕⲔꓗ𐔘",
    "l": "ƖǀΙІӀ۱Ꮮᒪᛁ∣⏽ⲒⳐⵏꓡꓲ𐊊𐌉𐌠𐐛𐔦𑢣𑢲𖼖𖼨𝈪",
    "m": "ΜϺМᎷᗰᛖⲘꓟ𐊰𐌑",
    "n": "ΝոռⲚꓠ𐔓",
    "o": "ΟοσОоՕօ۵०০੦૦ଠ୦௦ం౦ಂ೦ംഠ൦ං๐໐ဝ၀ჿዐᴏᴑⲞⲟⵔ〇ꓳꬽ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑓐𑢵𑣈𑣗𑣠",
    "p": "ΡρРрᏢᑭ⍴Ⲣⲣꓑ𐊕",
    "q": "ԛգզⵕ",
    "r": "ƦгᎡᏒᖇᴦⲅꓣꭇꭈꮁ𐒴𖼵𝈖",
    "s": "ƽЅѕՏᏕᏚꓢꜱꮪ𐊖𐐠𐑈𑣁𖼺",
    "t": "ΤТᎢ⊤⟙Ⲧꓔ𐊗𐊱𐌕𑢼𖼊🝨",
    "u": "ʋυՍսሀᑌᴜ∪⋃ꓴꞟꭎꭒ𐓎𐓶𑢸𑣘𖽂",
    "v": "νѴѵ۷Ꮩᐯᴠ∨⋁ⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈𝈍",
    "w": "ɯѡԜԝաᎳᏔᴡꓪꮃ𑜊𑜎𑜏𑣦𑣯",
    "x": "×ΧХхᕁᕽ᙭᙮ᚷ╳⤫⤬⨯ⲬⵝꓫꞳ𐊐𐊴𐌗𐌢𐔧𑣬",
    "y": "ɣʏΥγУуҮүყᎩᎽᶌỿⲨꓬꭚ𐊲𑢤𑣜𖽃",
    "z": "ΖᏃᴢꓜꮓ𐋵𑢩𑣄𑣥",
}
_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
"""Small capitals, which are read as letters, though not for those of a plain text: Unicode's table has only some."""
_IN_DARK_SHAPES = {chr(first + place): chr(ord("a") + place) for first in (0x1F150, 0x1F170) for place in range(26)}
"""White letters in black circles and squares."""
_SHAPES = str.maketrans(
    _IN_DARK_SHAPES | _CAPITALS | {sign: shape for shape, signs in _TWINS.items() for sign in signs}
)
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2006\u2008\u2009\u200a\u202f\u3164\uffa0")
"""Signs that are letters, marks or blanks by category, and are not seen, or hardly: hair and thin spaces too."""
_DROPPED = frozenset(("Mn", "Me", "Cf", "Cs", "Co"))
TURNING = re.compile("[\u202d\u202e]")
"""What makes letters run the other way: `moc.elpmaxe` is then read as `example.com`."""
_LATE_CAPITAL_I = re.compile("(?<=[a-z])I(?![A-Za-z])")


def is_unseen(sign: str) -> bool:
    """Whether a sign takes no room of its own, such as a soft hyphen or a joiner."""
    return sign in _BLANK or unicodedata.category(sign) in ("Cf", "Cs", "Co") or "\ufe00" <= sign <= "\ufe0f"


def seen(text: str) -> tuple[str, list[int]]:
    """Return what `text` looks like, and for each sign of it, and its end, the index in `text` where it comes from."""
    if text.isascii():
        return text, [*range(len(text) + 1)]
    shapes: list[str] = []
    places: list[int] = []
    for index, sign in enumerate(text):
        if sign in _BLANK:
            continue
        for one in sign if sign.isascii() else unicodedata.normalize("NFKD", sign):
            if unicodedata.category(one) not in _DROPPED and one not in _BLANK:
                shapes.append(one.translate(_SHAPES))
                places.append(index)
    return "".join(shapes), [*places, len(text)]


def as_read(name: str) -> str:
    """Return a name in small letters as it is read: `paypaI` has an `l` at its end, `OpenAI` an `i`."""
    return _LATE_CAPITAL_I.sub("l", name).lower()


def outline(word: str) -> str:
    """Return what is the same for words that a glance does not tell apart: `paypal`, `paypa1` and `раураl`."""
    small = as_read(seen(word)[0])
    return small.replace("rn", "m").replace("vv", "w").translate(_GLANCE)


def without_accents(word: str) -> str:
    """Return a word in small letters and without what stands above and below them."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", as_read(word)) if not unicodedata.combining(sign))


_GLANCE = str.maketrans("10i|", "loll")
