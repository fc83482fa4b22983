"""Plots of an audit as SVG: no styles inside, so that they show under a strict Content-Security-Policy, on paper and in both themes."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from dragoman.audit.estimates import Estimate
from dragoman.audit.results import Reliability

INK, SOFT, LINE, ACCENT = "currentColor", "#7a828c", "#b9c0c8", "#0b5cad"
ROW, LEFT, WIDE = 22, 190, 620
FONT = 'font-family="system-ui, sans-serif" font-size="12"'


def text(x: float, y: float, words: str, anchor: str = "start", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" {FONT}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def drawing(width: float, height: float, label: str, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(label, {chr(34): "&quot;"})}">{"".join(parts)}</svg>'


def reliability(found: Reliability) -> str:
    """Confidence across, the share that is right up, a point a bin with its interval; the diagonal is what was promised."""
    side, left, top = 300, 46, 12
    low = min([0.5, *(b.confidence for b in found.bins), *(b.right.low or 0.0 for b in found.bins)])
    low = int(low * 10) / 10

    def across(value: float) -> float:
        return left + side * (value - low) / (1 - low)

    def up(value: float) -> float:
        return top + side - side * (value - low) / (1 - low)

    parts = [line(across(low), up(low), across(1), up(1), SOFT, 1, "4 3")]
    for k in range(round((1 - low) * 10) + 1):
        tick = low + k / 10
        parts += [line(left, up(tick), left + side, up(tick)), text(left - 6, up(tick) + 4, f"{tick:.1f}", "end", SOFT)]
        parts.append(text(across(tick), top + side + 16, f"{tick:.1f}", "middle", SOFT))
    for b in found.bins:
        x, r = across(b.confidence), b.right
        parts.append(line(x, up(r.low or 0), x, up(r.high or 0), ACCENT, 2))
        parts.append(f'<circle cx="{x:.1f}" cy="{up(r.value or 0):.1f}" r="4" fill="{ACCENT}"/>')
    parts.append(text(left + side / 2, top + side + 34, "confidence the coder gave", "middle", SOFT))
    parts.append(text(left, top + side + 52, "up: share of those claims that are right, 95 % interval", "start", SOFT))
    return drawing(left + side + 20, top + side + 62, "Reliability of the confidence", parts)


def dots(title: str, rows: Sequence[tuple[str, Estimate, Estimate]], names: tuple[str, str] = ("precision", "recall")) -> str:
    """For each row two shares with their intervals: a full dot and a hollow square."""
    right, top = LEFT + WIDE - 230, 30
    height = top + ROW * len(rows) + 30

    def across(value: float) -> float:
        return LEFT + (right - LEFT) * value

    parts = [text(LEFT, 14, f"● {names[0]}   □ {names[1]}", "start", SOFT)]
    for k in range(6):
        parts += [line(across(k / 5), top - 6, across(k / 5), height - 24), text(across(k / 5), height - 8, f"{k / 5:.1f}", "middle", SOFT)]
    for k, (name, first, second) in enumerate(rows):
        y = top + ROW * k + 6
        parts.append(text(LEFT - 10, y + 6, name if len(name) < 28 else name[:27] + "…", "end"))
        for estimate, shift in ((first, -2.0), (second, 6.0)):
            if estimate.value is not None:
                x, at = across(estimate.value), y + shift
                parts.append(line(across(estimate.low or 0), at, across(estimate.high or 0), at, ACCENT if shift < 0 else SOFT, 1.5))
                if shift < 0:
                    parts.append(f'<circle cx="{x:.1f}" cy="{at:.1f}" r="3.5" fill="{ACCENT}"/>')
                else:
                    parts.append(
                        f'<rect x="{x - 3:.1f}" y="{at - 3:.1f}" width="6" height="6" fill="none" stroke="{SOFT}" stroke-width="1.5"/>'
                    )
    return drawing(right + 30, height, title, parts)
