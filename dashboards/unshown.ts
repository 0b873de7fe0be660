// Metrics that are on no board, and why not. Every other metric of the catalogue is on a panel.

export const UNSHOWN: Readonly<Record<string, string>> = {
  slowburn_last_scrape_timestamp_seconds:
    'Whoever reads a board reads what a Prometheus has scraped. It is for slowburn, whose pages say that nobody scrapes.',
}
