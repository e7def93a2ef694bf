"""Drawings that a paper carries: signatures, QR codes, barcodes; all as SVG text."""

import io
from random import Random

import segno
import zxingcpp


def draw_signature(rng: Random, ink: str = "#1b2a6b") -> str:
    """Return a scribbled signature: a large first loop, a run of smaller strokes, a flourish."""
    x, y = 10.0, 45.0
    path = [f"M{x:.1f},{y:.1f}"]
    letters = rng.randint(4, 13)
    size = rng.uniform(0.7, 1.3)
    for i in range(letters):
        tall = (rng.uniform(22, 40) if i in (0, letters // 2) else rng.uniform(4, 17)) * size
        step = rng.uniform(6, 16) * (1.6 if i in (0, letters // 2) else 1.0)
        path += _draw_stroke(rng, x, y, tall, step)
        x += step
    if rng.random() < 0.7:
        end, low = x + rng.uniform(10, 45), y + rng.uniform(-6, 10)
        path.append(f"Q{x + 20:.1f},{y + rng.uniform(-12, 14):.1f} {end:.1f},{low:.1f}")
        if rng.random() < 0.5:
            path.append(f"Q{x * 0.5:.1f},{y + 16:.1f} {rng.uniform(15, 50):.1f},{y + rng.uniform(4, 10):.1f}")
        x = end
    width = rng.uniform(1.2, 2.3)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + 26:.0f} 66" '
        f'width="{x + 26:.0f}" height="66">'
        f'<path transform="translate(14 0) skewX({-rng.uniform(0, 22):.0f})" d="{" ".join(path)}" fill="none" stroke="{ink}" stroke-width="{width:.2f}" '
        f'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _draw_stroke(rng: Random, x: float, y: float, tall: float, step: float) -> list[str]:
    """One letter's worth of pen: an arch, a loop, a zigzag or a stroke below the line."""
    way = rng.choices(("arch", "loop", "zigzag", "tail"), (45, 30, 15, 10))[0]
    end = f"{x + step:.1f},{y + rng.uniform(-3, 3):.1f}"
    if way == "loop":
        return [
            f"C{x + step * 1.5:.1f},{y - tall:.1f} {x + step * 0.6:.1f},{y - tall * 1.5:.1f} {x + step * 0.4:.1f},{y - tall * 0.5:.1f}",
            f"S{x + step * 0.5:.1f},{y + 4:.1f} {end}",
        ]
    if way == "zigzag":
        return [f"L{x + step * 0.5:.1f},{y - tall:.1f} L{end}"]
    if way == "tail":
        return [
            f"C{x + 2:.1f},{y + tall * 0.8:.1f} {x - step * 0.4:.1f},{y + tall:.1f} {x + step * 0.3:.1f},{y:.1f} L{end}"
        ]
    lean = rng.uniform(2, 9)
    return [
        f"C{x + lean:.1f},{y - tall * 1.3:.1f} {x + step * 0.9:.1f},{y - tall:.1f} {x + step * 0.55:.1f},{y + rng.uniform(-3, 4):.1f}",
        f"C{x + step * 0.5:.1f},{y + rng.uniform(2, 9):.1f} {x + step * 0.8:.1f},{y - tall * rng.uniform(0, 0.4):.1f} {end}",
    ]


def draw_qr(text: str) -> str:
    """Return a QR code."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def draw_barcode(text: str, symbology: str = "Code128") -> str:
    """Return a barcode; `symbology` is a name of zxing-cpp's formats: `Code128`, `PDF417`, `Code39` ..."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, symbology))
    return str(code.to_svg(add_quiet_zones=True))
