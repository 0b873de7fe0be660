// What `npm run new` can make one more of, and from which files it is copied.

export interface Kind {
  /** The sibling that is copied, in kebab case. */
  readonly sibling: string
  /** Its files and folders, from the root of the checkout. */
  readonly files: readonly string[]
  /** Its name is one word, for that is a value and a key of the configuration as well as a folder. */
  readonly oneWord?: true
  /** The folder of its subject, in which the sibling is and another may be asked for. */
  readonly subject?: string
  /** What is written as most members of that folder have it. */
  readonly asNeighbours?: RegExp
}

export const kinds: Readonly<Record<string, Kind>> = {
  indicator: {
    sibling: 'task-backlog-growth',
    subject: 'src/indicators/work',
    files: [
      'src/indicators/work/task-backlog-growth.ts',
      'test/unit/indicators/work/task-backlog-growth.test.ts',
      'docs/reference/indicators/task-backlog-growth.md',
    ],
  },
  source: {
    sibling: 'samplehook',
    oneWord: true,
    files: [
      'generate/templates/src/sources/samplehook/samplehook.ts.txt',
      'generate/templates/test/unit/sources/samplehook/samplehook.test.ts.txt',
      'generate/templates/test/unit/sources/samplehook/trial.ts.txt',
      'generate/templates/docs/reference/sources/samplehook.md.txt',
    ],
  },
  'pulled-source': {
    sibling: 'samplefeed',
    oneWord: true,
    files: [
      'generate/templates/src/sources/samplefeed/samplefeed.ts.txt',
      'generate/templates/test/unit/sources/samplefeed/samplefeed.test.ts.txt',
      'generate/templates/test/unit/sources/samplefeed/trial.ts.txt',
      'generate/templates/docs/reference/sources/samplefeed.md.txt',
    ],
  },
  preset: {
    sibling: 'river',
    files: ['src/sources/postgres/presets/river.ts', 'test/unit/sources/postgres/presets/river.test.ts'],
  },
  notifier: {
    sibling: 'samplechat',
    oneWord: true,
    files: [
      'generate/templates/src/delivery/notifiers/samplechat/channel.ts.txt',
      'generate/templates/test/unit/delivery/notifiers/samplechat/channel.test.ts.txt',
      'generate/templates/docs/reference/notifiers/samplechat.md.txt',
    ],
  },
  detector: {
    sibling: 'ties',
    oneWord: true,
    files: [
      'src/detection/detectors/ties.ts',
      'test/unit/detection/detectors/ties.test.ts',
      'generate/templates/docs/reference/detectors/ties.md.txt',
    ],
  },
  'change-kind': {
    sibling: 'stuck',
    oneWord: true,
    files: ['src/detection/kinds/stuck.ts'],
  },
  'lifecycle-kind': {
    sibling: 'roi',
    oneWord: true,
    files: [
      'src/events/vocabulary/roi.ts',
      'src/lifecycles/kinds/roi.ts',
      'test/unit/lifecycles/kinds/roi.test.ts',
      'docs/reference/lifecycles/roi.md',
    ],
  },
  command: {
    sibling: 'example-command',
    subject: 'src/cli/commands/access',
    asNeighbours: /(?<=: CliCommand = \{ group: )'\w+'/,
    files: [
      'generate/templates/src/cli/commands/access/example-command.ts.txt',
      'generate/templates/test/unit/cli/commands/access/example-command.test.ts.txt',
    ],
  },
  metric: {
    sibling: 'lifecycles-open',
    files: [
      'src/exposition/metrics/lifecycles-open.ts',
      'test/unit/exposition/metrics/lifecycles-open.test.ts',
    ],
  },
  'alert-rule': {
    sibling: 'slowburn-tick-failing',
    files: [
      'alerts/rules/SlowburnTickFailing.yml',
      'alerts/rules/SlowburnTickFailing.test.yml',
      'docs/how-to/runbooks/SlowburnTickFailing.md',
    ],
  },
  page: {
    sibling: 'example-page',
    files: [
      'generate/templates/src/web/pages/example-page.ts.txt',
      'generate/templates/test/unit/web/pages/example-page.test.ts.txt',
    ],
  },
  key: { sibling: 'tick', files: ['src/config/keys/tick.ts', 'test/unit/config/keys/tick.test.ts'] },
}
