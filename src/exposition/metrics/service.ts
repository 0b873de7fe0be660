// Metrics of the service itself: what runs.
import {
  type Counter,
  counter,
  type Gauge,
  gauge,
  type Info,
  info,
  type Reading,
  reading,
} from '../metric.ts'
import { seconds } from '../seconds.ts'

export const buildInfo: Info = info({
  name: 'slowburn_build_info',
  topic: 'service',
  help: 'Always 1; its labels say which version runs on which Node.js.',
  labels: ['version', 'node_version'],
  about: version => ({ version, node_version: process.version }),
})

export const platformInfo: Reading = reading({
  name: 'slowburn_platform_info',
  topic: 'service',
  help: 'Always 1; says by what name the configuration calls what is watched. It tells the platforms of several slowburns apart: multiply by it on (job, instance) with group_left (platform).',
  labels: ['platform'],
  read: ({ settings }) => [[1, { platform: settings.name }]],
  example: [[1, { platform: 'checkout' }]],
})

export const interruptedParts: Gauge = gauge({
  name: 'slowburn_interrupted_parts',
  topic: 'service',
  help: 'Always 1 for each part that held up everything, was interrupted at that place, and is not asked until a person restarts or reloads slowburn; absent where there is none.',
  labels: ['kind', 'name', 'place'],
  samples: ({ interrupted }) => interrupted.map(one => [1, { ...one }]),
})

export const partFaults: Gauge = gauge({
  name: 'slowburn_part_faults',
  topic: 'service',
  help: 'Always 1 for each part that throws, answers nonsense or does not return, or did when it was last asked, for an hour after a fault outside of any call, an event that a kind of lifecycle could not join, a fact that a measure could not take or a message that a channel could not compose, and while it holds up everything for more than half of the time; absent where there is none.',
  labels: ['kind', 'name'],
  samples: ({ faulty }) => faulty.map(one => [1, one]),
})

export const strayFaults: Counter = counter({
  name: 'slowburn_stray_faults_total',
  topic: 'service',
  help: 'Faults of a part outside of any call to it, in a promise or a timer of its own that nobody waits for; it goes on.',
  labels: ['kind', 'name'],
  zeros: ({ sources }) => sources.map(name => ({ kind: 'source', name })),
})

export const pageFaults: Counter = counter({
  name: 'slowburn_page_faults_total',
  topic: 'service',
  help: 'Requests that a page, named by its path, failed to answer, or answered with something other than a page.',
  labels: ['page'],
})

export const lastScrape: Gauge = gauge({
  name: 'slowburn_last_scrape_timestamp_seconds',
  topic: 'service',
  help: 'When a Prometheus had last scraped at the end of the last tick; absent where none has.',
  samples: ({ scrapedAt }) => [[seconds(scrapedAt)]],
})
