"""Normalisation, aggregation and ranks against an independent computation in base R (composite.R), to 1e-10."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from openpar.engine.index.composite import aggregate, normalise
from openpar.engine.index.ranking import average_ranks, rank_correlation, ranks

SCRIPT = Path(__file__).with_name("composite.R")


@pytest.fixture(scope="module")
def by_r(tmp_path_factory):
    """63 units, 95 indicators, some lower-is-better, one constant, many ties; and what R makes of them."""
    from tests.conftest import require
    rscript = require("r")
    rng = np.random.default_rng(2022)
    x = rng.uniform(1, 100, (63, 95))
    x[:, :20] = rng.integers(1, 8, (63, 20))
    x[:, 7] = 4.0
    better = np.where(rng.random(95) < 0.3, -1.0, 1.0)
    weight = rng.uniform(0.2, 3, 95)
    weight /= weight.sum()
    low, high = rng.uniform(0, 20, 95), rng.uniform(70, 110, 95)
    folder = tmp_path_factory.mktemp("r")
    np.savetxt(folder / "values.csv", x, delimiter=",", fmt="%.17g")
    np.savetxt(folder / "design.csv", np.c_[better, weight, low, high], delimiter=",", fmt="%.17g")
    subprocess.run([str(rscript), "--vanilla", str(SCRIPT), str(folder)], check=True, capture_output=True, timeout=120)
    return folder, x, better, weight, np.c_[low, high]


def r(folder, name):
    """A result of R."""
    return np.loadtxt(folder / name, delimiter=",")


@pytest.mark.needs("r")
@pytest.mark.parametrize("how", ["minmax", "zscore", "rank", "anchored", "best"])
def test_normalisation_and_aggregation_agree_with_r(by_r, how):
    folder, x, better, weight, anchors = by_r
    z = normalise(x, how, better, anchors)
    assert np.abs(z - r(folder, f"z-{how}.csv")).max() < 1e-10
    for mix in ("arithmetic", "geometric")[:1 if how == "zscore" else 2]:
        score = aggregate(z, weight, mix)
        assert np.abs(score - r(folder, f"score-{how}-{mix}.csv")).max() < 1e-10
        assert np.array_equal(average_ranks(np.round(score, 12)), r(folder, f"rank-{how}-{mix}.csv"))


@pytest.mark.needs("r")
def test_ranks_of_ties_and_spearman_agree_with_r(by_r):
    folder, x, *_ = by_r
    for ties in ("standard", "max", "dense"):
        assert ranks(x[:, 0].tolist(), ties) == r(folder, f"{ties}.csv").tolist()
    assert abs(rank_correlation(x[:, 0], x[:, 1]) - float(r(folder, "spearman.csv"))) < 1e-10
    assert np.abs(np.quantile(x[:, 1], [0.75, 0.5, 0.25]) - r(folder, "quartiles.csv")).max() < 1e-10
