# An independent computation in base R: normalise, aggregate, rank. Usage: Rscript composite.R FOLDER
# Reads values.csv (units in rows), design.csv (better, weight, low, high per indicator); writes one CSV per result.
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) as.matrix(read.csv(file.path(folder, name), header = FALSE))
write <- function(x, name) write.table(format(x, digits = 17, scientific = TRUE, trim = TRUE), file.path(folder, name), sep = ",", quote = FALSE,
                                       row.names = FALSE, col.names = FALSE)
x <- read("values.csv")
design <- read("design.csv")
better <- design[, 1]; weight <- design[, 2]; low <- design[, 3]; high <- design[, 4]
n <- nrow(x)
flat <- apply(x, 2, function(v) max(v) == min(v))
each <- function(f) {
  z <- sapply(seq_len(ncol(x)), function(j) f(x[, j], j))
  dim(z) <- dim(x)
  z
}
z <- list(
  minmax = each(function(v, j) if (flat[j]) rep(1, n) else if (better[j] > 0) (v - min(v)) / (max(v) - min(v)) else (max(v) - v) / (max(v) - min(v))),
  zscore = each(function(v, j) if (flat[j]) rep(0, n) else better[j] * (v - mean(v)) / sd(v)),
  rank = each(function(v, j) if (flat[j]) rep(1, n) else (rank(better[j] * v, ties.method = "average") - 1) / (n - 1)),
  anchored = each(function(v, j) pmin(1, pmax(0, if (better[j] > 0) (v - low[j]) / (high[j] - low[j]) else (high[j] - v) / (high[j] - low[j])))),
  best = each(function(v, j) if (flat[j]) rep(1, n) else if (better[j] > 0) v / max(v) else min(v) / v)
)
for (name in names(z)) {
  write(z[[name]], paste0("z-", name, ".csv"))
  scores <- list(arithmetic = as.vector(z[[name]] %*% weight))
  if (name != "zscore") scores$geometric <- as.vector(exp(log(pmax(z[[name]], 0.01)) %*% weight))
  for (how in names(scores)) {
    write(scores[[how]], paste0("score-", name, "-", how, ".csv"))
    # Scores that differ only in the last bits of a double are ties for both sides.
    write(rank(-round(scores[[how]], 12), ties.method = "average"), paste0("rank-", name, "-", how, ".csv"))
  }
}
write(cor(x[, 1], x[, 2], method = "spearman"), "spearman.csv")
write(rank(-x[, 1], ties.method = "min"), "standard.csv")
write(rank(-x[, 1], ties.method = "max"), "max.csv")
write(match(x[, 1], sort(unique(x[, 1]), decreasing = TRUE)), "dense.csv")
write(quantile(x[, 2], c(0.75, 0.5, 0.25), type = 7), "quartiles.csv")
