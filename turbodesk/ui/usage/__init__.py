"""What replies used and cost: the chart and the page of the settings, and the meter beneath the composer."""
