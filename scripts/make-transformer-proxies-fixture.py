"""Writes src/proxies/fixtures/pytorch-transformers.json: principal components and singular values as PyTorch computes them.

Needs PyTorch:  /usr/bin/python3 scripts/make-transformer-proxies-fixture.py
Number (r, c) of a matrix is sin(0.37 r c + r) + 0.3 cos(c). `components` follows the definition of W-PCA: eigenvalues of the covariance of
the columns, largest first, counted until their share exceeds eta. `singularSum` is the nuclear norm. `drawn` is the mean nuclear norm of 20
matrices of N(0, 0.02^2) numbers.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
root = pathlib.Path(__file__).resolve().parent.parent


def matrix(rows, columns):
    r, c = torch.arange(rows).unsqueeze(1), torch.arange(columns).unsqueeze(0)
    return torch.sin(0.37 * r * c + r) + 0.3 * torch.cos(c.to(torch.float64))


def components(x, eta):
    eigenvalues = torch.linalg.eigvalsh(torch.cov(x.T)).flip(0).clamp(min=0)
    shares = torch.cumsum(eigenvalues / eigenvalues.sum(), 0)
    return int((shares <= eta).sum()) + 1


shapes = [(40, 12), (12, 40), (30, 30)]
fixture = {
    "matrices": [
        {
            "rows": rows,
            "columns": columns,
            "components": {str(eta): components(matrix(rows, columns), eta) for eta in (0.5, 0.9, 0.99)},
            "singularSum": float(torch.linalg.svdvals(matrix(rows, columns)).sum()),
        }
        for rows, columns in shapes
    ],
    "drawn": [
        {"rows": rows, "columns": columns, "singularSum": float(torch.stack([torch.linalg.svdvals(0.02 * torch.randn(rows, columns)).sum() for _ in range(20)]).mean())}
        for rows, columns in [(64, 64), (128, 512), (1024, 256), (8, 8)]
    ],
}
path = root / "src/proxies/fixtures/pytorch-transformers.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(fixture) + "\n")
print(path.relative_to(root), json.dumps(fixture))
