import assert from 'node:assert/strict'
import { test } from 'node:test'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import { closeReport, reportLeftOut, reportPass } from '../../../../src/pipeline/close/report.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { linesOf } from '../../../support/log.ts'

function reporting() {
  const live = createLive()
  const { log, lines } = linesOf()
  const counted: unknown[] = []
  const instruments = {
    count: (_: unknown, labels: unknown) => void counted.push(labels),
    observe: () => {},
    reach: () => {},
  }
  // Anew at each tick.
  const report = () => closeReport({ live, log, exposition: { instruments } })
  return { live, lines, counted, report }
}

const TOY = { indicator: 'toy', message: 'out of order' }

test('an indicator that fails is named once, counted at each tick, and no more once it answers on all series', () => {
  const { live, lines, counted, report } = reporting()
  report().fault(TOY, ['db a', 'db b'])
  report().fault(TOY, ['db a'])
  assert.deepEqual([...live.indicatorFaults], [['toy', 'out of order']])
  assert.equal(counted.length, 2)
  assert.match(lines[0] ?? '', /indicator fails; .*indicator=toy error="out of order"/)
  report().answers('toy', 'db a')
  assert.equal(live.indicatorFaults.size, 1, 'it fails on the other still')
  report().answers('toy', 'db b')
  assert.equal(live.indicatorFaults.size, 0)
  assert.match(lines[1] ?? '', /indicator answers again indicator=toy/)
  assert.equal(lines.length, 2)
})

test('one that failed in a bucket of the past, and answers by now, is named and counted, and stands nowhere', () => {
  const { live, lines, counted, report } = reporting()
  report().fault(TOY, [])
  assert.deepEqual([live.indicatorFaults.size, counted.length, lines.length], [0, 1, 1])
})

test('of a pass, each series is said to fail or to answer by its newest bucket; older ones made anew say nothing of now', () => {
  const said: string[] = []
  const observe = {
    fault: ({ message }: { message: string }, where: readonly string[]) =>
      void said.push(`${message}: ${where.join(', ')}`),
    answers: (indicator: string, where: string) => void said.push(`${indicator} answers on ${where}`),
  }
  const { name } = taskThroughput
  const due = ['a', 'b'].map(key => ({ indicator: taskThroughput, key }))
  const pass = {
    faults: new Map([[name, { indicator: name, message: 'out of order' }]]),
    failing: new Map([[name, new Set(['b'])]]),
  }
  reportPass('db', due, pass, observe)
  reportPass('db', [], pass, observe)
  assert.deepEqual(said, ['out of order: db b', `${name} answers on db a`, 'out of order: '])
})

test('one that cannot be asked for what it declares fails from the start, and is in the log once', () => {
  const { live, lines, report } = reporting()
  const { log, lines: said } = linesOf()
  reportLeftOut([TOY], { live, log })
  report().answers('other', 'db a')
  assert.deepEqual([[...live.indicatorFaults], lines], [[['toy', 'out of order']], []])
  assert.match(said.join(''), /indicator cannot be asked.*indicator=toy error="out of order"/)
})
