"""A colour's name becomes the word for it in German and English and its three tones for a drawing."""

COLOURS = {
    "moss": ("#6f9550", "Moosgrün", "moss green"),
    "sage": ("#9bb48a", "Salbeigrün", "sage green"),
    "teal": ("#2f8f8b", "Petrol", "teal"),
    "sky": ("#62a8d1", "Hellblau", "light blue"),
    "navy": ("#37557e", "Dunkelblau", "dark blue"),
    "plum": ("#81517d", "Pflaume", "plum"),
    "lilac": ("#a78cc5", "Flieder", "lilac"),
    "rose": ("#d98a9b", "Altrosa", "dusty pink"),
    "brick": ("#b85c43", "Ziegelrot", "brick red"),
    "red": ("#cf4a3d", "Rot", "red"),
    "orange": ("#e58a3c", "Orange", "orange"),
    "honey": ("#e2b04a", "Honiggelb", "honey yellow"),
    "sand": ("#cfb48b", "Sand", "sand"),
    "stone": ("#9aa0a3", "Steingrau", "stone grey"),
    "graphite": ("#4f575f", "Anthrazit", "charcoal"),
    "cocoa": ("#704c38", "Dunkelbraun", "dark brown"),
    "cream": ("#efe0bf", "Creme", "cream"),
}


def word(colour: str, language: int) -> str:
    return COLOURS[colour][1 + language]


def tones(colour: str) -> tuple[str, str, str]:
    """The colour itself, a darker and a lighter one, as #rrggbb."""
    base = COLOURS[colour][0]
    return base, mixed(base, 0, 0.25), mixed(base, 255, 0.45)


def mixed(colour: str, towards: int, share: float) -> str:
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(value + (towards - value) * share):02x}" for value in channels)
