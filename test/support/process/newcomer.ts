// What a newcomer writes into the copies that `npm run new` has made: the least that makes each of them something of its own.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatFiles } from '../../../generate/format.ts'

/** By path, what is replaced by what. */
const CODE: Readonly<Record<string, ReadonlyArray<readonly [string, string]>>> = {
  'src/indicators/work/task-toy-growth.ts': [
    ['0 in balance, positive when the backlog grows.', '0 in balance, 1 where toys only come.'],
  ],
  'src/sources/toy/toy.ts': [['Its system posts what has happened.', 'Toys report themselves over HTTP.']],
  'src/sources/toyfeed/toyfeed.ts': [
    ['A server is asked for what has happened since the last answer.', 'Toys are asked what they have done.'],
  ],
  'src/sources/postgres/presets/toy-queue.ts': [['one row a job', 'one row a toy']],
  'src/delivery/notifiers/toy/channel.ts': [
    ['Whoever reads what is posted to an address.', 'Whoever plays with it.'],
  ],
  'src/detection/detectors/toy.ts': [['// ', '// Of toys: ']],
  'src/detection/kinds/toy.ts': [
    ['rank: 20', 'rank: 21'],
    ["state: '", "state: 'wound up and "],
  ],
  'src/events/vocabulary/toy.ts': [['an investment', 'a toy on its way to a child']],
  'src/lifecycles/kinds/toy.ts': [['An investment:', 'A toy on its way to a child:']],
  'src/cli/commands/access/toy-password.ts': [
    ['print a text again, as a command that does nothing yet', 'print the password of a toy again'],
  ],
  'src/web/pages/toys.ts': [
    ['What this page shows, in a sentence.', 'How often toys are wound up.'],
    ['What a reader finds here.', 'How often toys are wound up.'],
    ['are read.', 'are read, and toys are wound up every ${settings.toyPace / 1000} s.'],
  ],
  'src/exposition/metrics/toys-open.ts': [
    ['and not ended, by kind.', 'and not ended, with the toys among them.'],
  ],
  'alerts/rules/SlowburnToyFailing.yml': [['keeps failing', 'keeps breaking toys']],
  'alerts/rules/SlowburnToyFailing.test.yml': [['on a keeps failing', 'on a keeps breaking toys']],
  'src/config/keys/toy-pace.ts': [
    ['How often the sources are read and the alerts evaluated.', 'How often toys are wound up.'],
  ],
}

const PAGES: Readonly<Record<string, string>> = {
  'docs/reference/indicators/task-toy-growth.md': `# Toy growth

| indicator | unit | family | good | by | minimum | waits |
|---|---|---|---|---|---|---|
| \`task_toy_growth\` | ratio | real | down | nothing | 12 | 0s |

Whether more toys come than go, between -1 and 1.
`,
  'docs/reference/sources/toy.md': `# Source \`toy\`

Toys report themselves, one request a toy.

\`\`\`yaml
sources:
  - { name: shelf, type: toy, token: "\${TOY_TOKEN}" }
\`\`\`
`,
  'docs/reference/sources/toyfeed.md': `# Source \`toyfeed\`

Toys are asked what they have done, and each deed is a task that has finished.

\`\`\`yaml
sources:
  - { name: box, type: toyfeed, url: "https://box.example.org/deeds" }
\`\`\`
`,
  'docs/reference/notifiers/toy.md': `# Toy

A message for whoever plays with it.

\`\`\`yaml
contacts:
  - { name: child, toy: { url: "\${TOY_URL}" } }
\`\`\`
`,
  'docs/reference/detectors/toy.md': `# Toy

Finds toys that are wound up for too long, by the same runs of equal values.
`,
  'docs/reference/lifecycles/toy.md': `# Toy

A toy on its way to a child, from the shelf to where it is played with or lost.

| | |
|---|---|
| begins | \`toy.projected\` |
| ends | \`toy.realised\`, \`toy.written_off\` |
| is taken back by | \`toy.removed\` |
| may change after its end | no |
| labels | \`category\`, \`table\` |
`,
  'docs/how-to/runbooks/SlowburnToyFailing.md': `# SlowburnToyFailing

**What it says.** The named stage breaks toys.

**What to do.** Wind them up less often.
`,
}

/** Writes over the copies in a checkout. Throws where a copy does not say what is to be replaced. */
export function writeAsNewcomer(folder: string): void {
  for (const [path, changes] of Object.entries(CODE)) {
    let text = readFileSync(join(folder, path), 'utf8')
    for (const [from, to] of changes) {
      if (!text.includes(from)) throw new Error(`${path} does not say "${from}"`)
      text = text.replaceAll(from, to)
    }
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(PAGES)) writeFileSync(join(folder, path), text)
  const code = Object.keys(CODE).filter(path => path.endsWith('.ts'))
  formatFiles(folder, code)
}
