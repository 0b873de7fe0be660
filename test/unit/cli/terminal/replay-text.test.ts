import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../../../../src/assurance/replay/compare.ts'
import { replayText } from '../../../../src/cli/terminal/replay-text.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { FROM, incidentOf, messageOf, runOf } from '../../../support/replay/replayed.ts'

test('one replay is what there was, by the week, then each incident and each message', () => {
  assert.equal(
    replayText([runOf()], null),
    `Replay of 2 Mar to 30 Mar 2026, 4 weeks. Nothing was sent.

1 incident, 1 message to 1 recipient: 0.25 a week, 1 in the fullest.

WEEK OF  INCIDENTS  MESSAGES
2 Mar    0          0
9 Mar    1          1         #
16 Mar   0          0
23 Mar   0          0
30 Mar   0          0

INCIDENTS, from when they were opened (UTC)
11 Mar 00:00  page, over after 2 days, notified 11 Mar 01:00
              Task run time p50 of build stepped up +95 %

MESSAGES, when they would have been sent (UTC)
11 Mar 01:00  to on-call@example.org
              PAGE Task run time p50 of build stepped up +95 % since 11 Mar

- 3 series from their points, which begin on 5 Jan 2026.
`,
  )
})

test('two are side by side by the week, with what is different before all else, and what is said of both once', () => {
  const later = incidentOf({ notifiedAt: FROM + 16 * DAY, closedAt: null })
  const [one, other] = [runOf({}, 'old.yml'), runOf({ incidents: [later], messages: [] }, 'new.yml')]
  const text = replayText([one, other], compare(one.replay, other.replay))
  assert.match(
    text,
    /- 1 message fewer with new\.yml: 0 in place of 1\.\n- Task run time p50 of build \(11 Mar\): notified 7 days later\./,
  )
  assert.match(text, /^9 Mar +1 +1 +# +1 +0$/m)
  assert.match(text, /INCIDENTS OF new\.yml/)
  assert.equal(text.match(/3 series from/g)?.length, 1)
})

test('no line is longer than 80 columns, whatever there is to say', () => {
  const title = 'Task run time p50 of a type of task with a long name, and a model with another'
  const many = Array.from({ length: 60 }, () =>
    messageOf({ to: 'somebody-with-a-long-name@a-long-domain.example.org' }),
  )
  const run = runOf(
    { incidents: [incidentOf({ title, series: ['a', 'b'] })], messages: many },
    'a-file-of-a-rather-long-name.yml',
  )
  for (const text of [replayText([run], null), replayText([run, run], compare(run.replay, run.replay))])
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line)
})

test('where there was nothing, nothing is listed', () => {
  const text = replayText([runOf({ incidents: [], messages: [] })], null)
  assert.doesNotMatch(text, /INCIDENTS|MESSAGES|WEEK/)
  assert.match(text, /no incident, no message\./)
  assert.equal(replayText([], null), '')
})
