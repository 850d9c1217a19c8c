"""健康方案: a resident's care plan by three people, readings from home, risk and trends."""
