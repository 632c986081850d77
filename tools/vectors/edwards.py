"""The curve of RFC 8032 section 5.1 with Python integers: enough to find and judge odd public keys."""

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    """The x of a point, or None if there is none."""
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, -1, P) % P
    root = pow(x, (P + 3) // 8, P)
    if (root * root - x) % P:
        root = root * SQRT_MINUS_1 % P
    if (root * root - x) % P:
        return None
    if root == 0 and sign:
        return None
    return P - root if root & 1 != sign else root


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P,
    )


def times(k, point):
    result = (0, 1)
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result


def encode(y, sign):
    return (y | sign << 255).to_bytes(32, "little")


def base_point():
    y = 4 * pow(5, -1, P) % P
    return (recover_x(y, 0), y)


def torsion_points():
    """The eight points of small order: multiples of [L]Q for a Q whose order is a multiple of 8."""
    y = 2
    while True:
        x = recover_x(y, 0)
        if x is not None:
            generator = times(L, (x, y))
            if times(4, generator) != (0, 1):
                return [times(k, generator) for k in range(8)]
        y += 1


def judge(data):
    """None for an acceptable public key, else the reason to refuse it."""
    if len(data) != 32:
        return "key.wrongLength"
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P or sign and (y * y - 1) % P == 0:
        return "key.nonCanonical"
    x = recover_x(y, sign)
    if x is None:
        return "key.notOnCurve"
    return "key.smallOrder" if times(8, (x, y)) == (0, 1) else None
