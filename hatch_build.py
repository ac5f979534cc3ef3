"""Build hook: cuts the web fonts out of their font package, so that a page loads nothing from outside."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
# Latin, Vietnamese, punctuation and the currency sign; the family has no arrows or ticks, those are drawn as SVG.
UNICODES = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA),
            *range(0x300, 0x304), 0x309, 0x323, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2212, 0x20AB, 0xD7]


class FontHook(BuildHookInterface):
    def initialize(self, version, build_data):
        out = Path(self.root, "src/openpar/web/static/fonts")
        if all((out / f"be-vietnam-pro-{w}.woff2").exists() for w in WEIGHTS.values()):
            return
        out.mkdir(parents=True, exist_ok=True)
        from fontTools import subset
        for name, weight in WEIGHTS.items():
            source = find_font(f"BeVietnamPro-{name}.ttf")
            options = subset.Options()
            options.flavor = "woff2"
            options.layout_features = ["*"]
            font = subset.load_font(str(source), options)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=UNICODES)
            cutter.subset(font)
            subset.save_font(font, str(out / f"be-vietnam-pro-{weight}.woff2"), options)


def find_font(name):
    import sys
    for folder in sys.path:
        for hit in Path(folder or ".").glob(f"fontpkg*/**/{name}"):
            return hit
    raise FileNotFoundError(f"{name} is not in the font package fontpkg-be-vietnam-pro; reinstall it.")
