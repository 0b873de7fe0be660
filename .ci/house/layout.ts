// What the layout of `src/` is meant to be: the order of its rooms, and the folders of same-shaped siblings.

/** From the bottom to the top. A room imports from those before it, never from those after it. */
export const rooms = [
  'core',
  'stats',
  'events',
  'sources',
  'lifecycles',
  'indicators',
  'series',
  'schema-watch',
  'detection',
  'presentation',
  'incidents',
  'alerting',
  'delivery',
  'storage',
  'config',
  'rollouts',
  'exposition',
  'pipeline',
  'operations',
  'queries',
  'web',
  'analyse',
  'scan',
  'demo',
  'assurance',
  'app',
  'cli',
] as const

/** Rooms that import nothing, not even what Node brings, and that no other room imports. */
export const standalone = ['client'] as const

export const limits = { fileLines: 300, functionLines: 60, testLines: 120, folderFiles: 12 } as const

/** Folders whose files all have one shape, so that knowing one is knowing all; these may hold any number. */
export const siblings: Readonly<Record<string, string>> = {
  '.ci/house/rules': 'one file a rule about the code',
  'src/app/doctor/checks': 'one file a check of an installation',
  'src/cli/commands': 'one file a command of the command line',
  'src/cli/commands/alerts': 'one file a command about alerts',
  'src/config/keys': 'one file a key of the configuration',
  'src/sources/postgres/presets': 'one file a platform that is known by its tables',
  'src/delivery/deliverability/checks': 'one file a check of how mail arrives',
  'src/detection/detectors': 'one file a detector',
  'src/detection/kinds': 'one file a kind of change',
  'src/events/vocabulary': 'one file a subject of events',
  'src/exposition/metrics': 'one file a topic of metrics, each constant a metric',
  'src/indicators/checkout': 'one file an indicator of steps of payment',
  'src/indicators/money': 'one file an indicator of money',
  'src/indicators/pulse': 'one file an indicator of what is observed',
  'src/indicators/trust': 'one file an indicator of trust',
  'src/indicators/work': 'one file an indicator of work',
  'src/lifecycles/kinds': 'one file a kind of lifecycle',
  'src/storage/sqlite/tables': 'one file for each group of tables, each a store over one database',
  'src/web/pages': 'one file a page for readers',
  'src/web/pages/sections': 'one file a part of the navigation',
}

/** Files of those folders that are no member: the shape of the members, and what finds them. */
export const shapes: ReadonlySet<string> = new Set([
  'src/detection/detectors/detector.ts',
  'src/detection/detectors/registry.ts',
  'src/detection/kinds/kind.ts',
  'src/detection/kinds/kinds.ts',
  'src/sources/postgres/presets/preset.ts',
  'src/web/pages/page.ts',
  'src/web/pages/sections/section.ts',
])

/** Folders of registries of which nothing else imports a member. */
export const sealed: readonly string[] = [
  'src/app/doctor/checks',
  'src/delivery/deliverability/checks',
  'src/delivery/notifiers',
  'src/detection/kinds',
  'src/sources',
  'src/sources/postgres/presets',
  'src/web/pages/sections',
]

/** Checks that are switched off on purpose, by file: what the comment says beside it. */
export const allowances: Readonly<Record<string, readonly string[]>> = {
  // A message to a thread has no origin.
  'src/demo/platform/platform.ts': ['unicorn/require-post-message-target-origin'],
  'test/unit/demo/platform/platform-worker.test.ts': ['unicorn/require-post-message-target-origin'],
}

/** What loads otherwise than by an import, by file: without it there is no other way. */
export const loading: Readonly<Record<string, readonly string[]>> = {
  // The client imports nothing, so that it runs in a browser too; where there is AsyncLocalStorage, it has to be asked for it.
  'src/client/runtime.ts': ['getBuiltinModule'],
  // A monitor does not wait, and a list of the holidays of the world is loaded only where a calendar is named.
  'src/core/zones/holidays.ts': ['createRequire'],
  // A source is made at once, and the package of Stripe is loaded only where there is one.
  'src/sources/stripe/webhook.ts': ['createRequire'],
  // What runs here can be interrupted; it is a call, and no text of somebody else.
  'src/core/watchdog.ts': ['runInContext'],
}

/** What asks the machine for the time or for chance, by file: everything else is given a clock. */
export const machine: Readonly<Record<string, readonly string[]>> = {
  'src/core/clock.ts': ['Date.now'],
  // A name that nobody in the process may guess.
  'src/core/loop-guard/loop-guard.ts': ['crypto.randomUUID'],
  // The client imports nothing of ours.
  'src/client/runtime.ts': ['Date.now', 'Math.random', 'crypto.randomUUID', 'performance.timeOrigin'],
}

/** Where a value may be asserted to be of a type that the compiler does not see in it, by the beginning of a path. */
export const assertedTypes: readonly string[] = [
  // The statement that asks for rows says what is in them.
  'src/storage/sqlite/',
  // A copy with the same keys, made by looping over them.
  'src/config/readable.ts',
  'src/exposition/readable-store.ts',
  'src/queries/frozen-views.ts',
  // The validator has seen it by then.
  'src/sources/batch.ts',
  'src/sources/jsonl/meaning.ts',
  // An episode that is compared and never kept.
  'src/alerting/revision.ts',
  // What nodemailer keeps to itself.
  'src/delivery/notifiers/email/connection.ts',
  // A timer is a number in a browser and an object in Node.js.
  'src/client/runtime.ts',
]

/** Files that are run, not imported: by a shell, as a thread, as a worker. What stands in them happens at once. */
export const programs: ReadonlySet<string> = new Set([
  'src/cli/main.ts',
  'src/core/loop-guard/thread.ts',
  'src/demo/platform/platform-worker.ts',
  'src/pipeline/detect/judging-worker.ts',
  'src/scan/judging/judging-worker.ts',
  'src/web/security/passwords/bcrypt-worker.ts',
])

/** What a module keeps or does when it is imported, by file and by how it begins. */
export const atImport: Readonly<Record<string, readonly string[]>> = {
  // Two keys of the same name end every command, before a file is read.
  'src/config/alerting/schema.ts': ['distinct('],
  'src/config/schema.ts': ['distinct('],
  // A format takes a millisecond to make, and is the same for everybody.
  'src/core/format.ts': ['momentFormats'],
  // Holidays take a tenth of a second to find out, and are the same for everybody.
  'src/core/zones/holidays.ts': ['calendars'],
  // A machine may lack the native part; whether it is there is asked once.
  'src/presentation/charts/png/png.ts': ['await import('],
  // A process has one end, and one order of moments.
  'src/client/runtime.ts': ['atExit', 'let moments'],
}

/** What may ask another server by `fetch`, by the beginning of a path. */
export const fetching: readonly string[] = [
  'src/core/reading/answer.ts',
  // The client imports nothing of ours, and has its own bound.
  'src/client/',
]

interface Place {
  readonly what: string
  readonly written: RegExp
  /** Beginnings of paths. */
  readonly where: readonly string[]
}

/** The one file that makes HTML of strings. */
export const markupFrom = 'src/presentation/html.ts'

export const places: readonly Place[] = [
  // A notifier escapes the format of the service that it writes to, as Slack's three characters.
  {
    what: 'a second escaper',
    written: /^&(?:lt|#60|#x3c);$/i,
    where: ['src/presentation/html.ts', 'src/delivery/notifiers/'],
  },
  { what: 'a drawing', written: /<svg\b/i, where: ['src/presentation/charts/'] },
]
