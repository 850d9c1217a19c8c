"""统计: numbers of public health with who stands behind them, and whether what was written is genuine."""
