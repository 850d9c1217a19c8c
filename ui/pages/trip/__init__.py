"""The page of trips into the villages: plan, what is taken along, what came back."""
