"""Replies that are hard to set well, for the pictures that reviews look at."""

from __future__ import annotations

EVERYTHING = r"""# Everything a reply may hold

A paragraph with **bold**, *italic*, ***both***, ~~struck~~, `inline code`, H<sub>2</sub>O, x<sup>2</sup>,
<kbd>Ctrl</kbd>+<kbd>C</kbd>, a <mark>marked</mark> word, a [link](https://example.org "Its title"), a bare
https://example.com/a/path, an emoji 🎉 and a note[^1]. It goes on long enough to break into more than one line.

## Lists

- First point
- Second point with `code`
  - nested once
    - nested twice
      - nested thrice
- Third point

1. Step one
2. Step two, which says a little more than the others do so that it breaks into a second line under its own text
   - with a part
3. Step three

- [x] A task that is done
- [ ] One that is not

### A quote

> Simplicity is the ultimate sophistication.
>
> > And a quote within it, with `code`.

#### Code

```python
from dataclasses import dataclass


@dataclass(frozen=True)
class Tide:
    hour: float  # since high water
    range_m: float = 3.5

    def height(self) -> float:
        return self.range_m / 2 * (1 + cos(2 * pi * self.hour / 12.42))
```

1. Fences stand in lists too:

   ```bash
   git commit -m "A message"  # and push
   ```

| Left | Centre | Right |
|:-----|:------:|------:|
| apple | `code` | 1.50 |
| pear with a longer name | **bold** | 12.00 |
| quince | $x^2$ | 100.25 |

---

Inline maths such as $e^{i\pi} + 1 = 0$ stands in the line; more stands apart:

\[ \int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi} \]

![A picture of a cat](https://example.org/cat.png) and "quotes" — with dashes…

[^1]: The note, with a [link](https://example.org) and `code`.
"""

RTL = """## كيف تعمل الدالة

هذه دالة بسيطة في لغة `Python` تحسب مجموع الأعداد من 1 إلى `n`:

```python
def total(n: int) -> int:
    # the sum of 1..n
    return n * (n + 1) // 2
```

- العنصر الأول مع `code` في الوسط
- العنصر الثاني **مهم جداً**
  1. خطوة أولى
  2. خطوة ثانية

> اقتباس قصير من الكتاب.

| الاسم | القيمة |
|-------|-------:|
| ألف | 1 |
| باء | 2 |

ולסיום, משפט בעברית עם המילה `return` באמצע.

And a line of English to end with.
"""

CHINESE = """## 量子纠缠

**注意：**请先阅读说明，再打开设备。这是**「非常重要」**的一步，不要跳过。

量子纠缠是一种物理现象：两个粒子的状态**互相关联**，无论相距多远。
爱因斯坦称之为“鬼魅般的超距作用”。

1. **准备：**安装 Python 3.11，然后运行 `pip install qutip`。
2. **测量：**分别测量两个粒子。
3. **比较：**结果总是一致。

| 项目 | 说明 |
|------|------|
| 粒子甲 | 自旋向上 |
| 粒子乙 | 自旋向下 |

日本語も**「太字」**です。한국어 **(강조)**도 됩니다.
"""

PHYSICS = r"""## Lecture 7: the harmonic oscillator

The Hamiltonian of a particle of mass $m$ in the potential $V(x) = \tfrac{1}{2} m \omega^2 x^2$ is

$$
\hat H = \frac{\hat p^2}{2m} + \frac{1}{2} m \omega^2 \hat x^2 .
$$

With the ladder operators

\[
\hat a = \sqrt{\frac{m\omega}{2\hbar}} \left( \hat x + \frac{i}{m\omega} \hat p \right), \qquad
\hat a^\dagger = \sqrt{\frac{m\omega}{2\hbar}} \left( \hat x - \frac{i}{m\omega} \hat p \right)
\]

and $[\hat a, \hat a^\dagger] = 1$ it becomes
\(\hat H = \hbar\omega\left(\hat a^\dagger \hat a + \tfrac12\right)\), so that

$$E_n = \hbar \omega \left( n + \frac{1}{2} \right), \qquad n = 0, 1, 2, \dots$$

The ground state is a Gaussian:

$$\psi_0(x) = \left( \frac{m\omega}{\pi\hbar} \right)^{1/4} \exp\left( -\frac{m\omega x^2}{2\hbar} \right)$$

In matrix form, with $\langle m | \hat x | n \rangle$ between neighbours only:

$$
\hat x = \sqrt{\frac{\hbar}{2m\omega}}
\begin{pmatrix} 0 & 1 & 0 \\ 1 & 0 & \sqrt{2} \\ 0 & \sqrt{2} & 0 \end{pmatrix}
$$

Maxwell, for comparison: $\nabla \cdot \mathbf{E} = \rho/\varepsilon_0$ and

$$\nabla \times \mathbf{B} - \frac{1}{c^2}\frac{\partial \mathbf{E}}{\partial t} = \mu_0 \mathbf{J}, \qquad
\oint_{\partial S} \mathbf{E} \cdot d\boldsymbol{\ell} = -\frac{d}{dt} \int_S \mathbf{B} \cdot d\mathbf{A}$$

1. The sum $\sum_{n=0}^{\infty} e^{-\beta E_n}$ is the partition function $Z$.
2. It costs $5 to print, or $10 in colour.
"""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_STATIONS = ("Oslo", "Bergen", "Tromsø", "Longyearbyen", "Reykjavík")

WIDE_TABLE = (
    "Mean temperatures in °C:\n\n"
    + f"| {' | '.join(_MONTHS)} |\n|{'---:|' * 12}\n"
    + "".join(
        f"| {' | '.join(f'{row * 1.7 - abs(6 - column) * 2.4:.1f}' for column in range(12))} |\n" for row in range(6)
    )
    + "\nAnd with words:\n\n"
    + f"| {' | '.join(f'Heading number {number}' for number in range(1, 13))} |\n|{'---|' * 12}\n"
    + "".join(f"| {' | '.join(f'{name} entry {number}' for number in range(1, 13))} |\n" for name in _STATIONS)
)

LONG_FENCE = (
    "Here is the whole file:\n\n```python\n"
    + "".join(
        f"def step_{number}(value: int) -> int:\n    # Add what step {number} adds.\n    return value + {number}\n\n"
        for number in range(75)
    )
    + "```\n"
)

REPLIES = {
    "everything": EVERYTHING,
    "right to left": RTL,
    "Chinese": CHINESE,
    "physics": PHYSICS,
    "a wide table": WIDE_TABLE,
    "a long fence": LONG_FENCE,
}
"""By what they show."""
