// slowburn itself: whether it reads, works and delivers, what it leaves out, and what it costs.
import * as delivery from '../../src/exposition/metrics/delivery.ts'
import * as service from '../../src/exposition/metrics/service.ts'
import * as sources from '../../src/exposition/metrics/sources.ts'
import * as ticks from '../../src/exposition/metrics/ticks.ts'
import type { Board } from '../grafana/board.ts'
import { UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines, number } from '../grafana/panels.ts'
import { answers, mean, only, orZero } from '../grafana/queries.ts'
import { table } from '../grafana/tables.ts'
import { audit } from './self/audit.ts'
import { counted, leftOut, process, reconciliation, told } from './self/rows.ts'

export function self(): Board {
  return {
    uid: UIDS.self,
    title: 'slowburn: is it well itself?',
    description:
      'Whether the sources can be read, the ticks are done, the messages delivered; what is left out, and what it costs.',
    rows: [
      { title: 'Is it well?', panels: [...wellbeing(), answering(), sourceTable(), problems()] },
      { title: 'Are the facts all there?', collapsed: true, panels: reconciliation() },
      { title: 'What comes in, and what is refused?', collapsed: true, panels: counted() },
      { title: 'What is left out?', collapsed: true, panels: leftOut() },
      { title: 'Would a change be noticed?', collapsed: true, panels: audit() },
      { title: 'Who is told?', collapsed: true, panels: told() },
      { title: 'What does it cost?', collapsed: true, panels: [stageTimes(), pullTimes(), ...process()] },
    ],
  }
}

function wellbeing(): BoardPanel[] {
  return [
    number({
      title: 'How old is the last tick?',
      description:
        'Of the slowburn that is furthest behind, since it last did all its work. Red from three ticks on, as the rule has it.',
      width: 6,
      unit: 's',
      expr: `max(time() - ${only(ticks.lastTick)})`,
    }),
    number({
      title: 'How many ticks failed lately?',
      description:
        'Within the interval of the rate. What a failed tick had committed stays, and the next goes on from there.',
      width: 6,
      unit: 'short',
      expr: `sum(increase(${only(ticks.tickFailures)}[$__rate_interval]))`,
      alarm: 0.5,
    }),
    number({
      title: 'How old is the oldest message?',
      description: 'The oldest one that no server has accepted yet; 0 where none waits.',
      width: 6,
      unit: 's',
      expr: orZero(`max(time() - ${only(delivery.outboxOldest)})`),
      alarm: 900,
    }),
    number({
      title: 'How many parts fail?',
      description:
        'Sources, indicators, detectors, notifiers, metrics and pages that throw, answer nonsense or do not return.',
      width: 6,
      unit: 'short',
      expr: orZero(`sum(${only(service.partFaults)})`),
      alarm: 1,
    }),
  ]
}

/** The rest of the board is what an answer holds; this is whether there is one. */
function answering(): BoardPanel {
  return lines({
    title: 'Does each slowburn answer?',
    description:
      'Whether Prometheus could scrape it. One that is gone from the list of targets has a line that ends.',
    width: 24,
    height: 5,
    unit: 'bool_yes_no',
    min: 0,
    lines: [{ expr: answers(), legend: '{{instance}}' }],
  })
}

function sourceTable(): BoardPanel {
  return table({
    title: 'Can each source be read, and up to when?',
    description:
      'One row a source: whether the last pull succeeded, how long ago, up to when everything is there, and how much of its history has been read.',
    width: 14,
    labels: { source: 'Source', instance: 'Instance' },
    columns: [
      { name: 'Up', unit: 'bool_yes_no', expr: only(sources.sourceUp), below: 1 },
      { name: 'Last read', unit: 's', expr: `time() - ${only(sources.sourceLastSuccess)}` },
      { name: 'Complete up to', unit: 's', expr: `time() - ${only(sources.sourceCompleteUpTo)}` },
      { name: 'History read', unit: 'percentunit', expr: only(sources.sourceBackfill) },
    ],
  })
}

function problems(): BoardPanel {
  return table({
    title: 'What do the sources lack?',
    description: 'Standing faults that do not stop a source: a table, a column or a field that is missing.',
    width: 10,
    labels: { source: 'Source', where: 'Where', instance: 'Instance' },
    columns: [{ name: 'Faults', unit: 'short', expr: `${only(sources.sourceProblems)} > 0` }],
  })
}

function stageTimes(): BoardPanel {
  return lines({
    title: 'How long does a stage take?',
    description: 'Mean time of one tick, by stage.',
    width: 12,
    unit: 's',
    min: 0,
    lines: [{ expr: mean(ticks.tickStage, 'stage'), legend: '{{stage}}' }],
  })
}

function pullTimes(): BoardPanel {
  return lines({
    title: 'How long does a pull take?',
    description: 'Mean time of one pull of a source, failed ones included.',
    width: 12,
    unit: 's',
    min: 0,
    lines: [{ expr: mean(sources.sourcePull, 'source'), legend: '{{source}}' }],
  })
}
