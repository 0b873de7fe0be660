// What runs.
import { type Gauge, gauge, type Info, info } from '../metric.ts'
import { seconds } from '../seconds.ts'

export const buildInfo: Info = info({
  name: 'slowburn_build_info',
  topic: 'service',
  help: 'Always 1; its labels say which version runs on which Node.js.',
  labels: ['version', 'node_version'],
  about: version => ({ version, node_version: process.version }),
})

export const lastScrape: Gauge = gauge({
  name: 'slowburn_last_scrape_timestamp_seconds',
  topic: 'service',
  help: 'When a Prometheus had last scraped at the end of the last tick; absent where none has.',
  samples: ({ scrapedAt }) => [[seconds(scrapedAt)]],
})
