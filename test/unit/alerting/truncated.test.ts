import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alarmOf } from '../../../src/alerting/received.ts'
import { type Truncation, truncationAlert } from '../../../src/alerting/truncated.ts'

const LEFT_OUT: Truncation = {
  sender: 'Alertmanager',
  receiver: 'slowburn',
  group: '{}:{alertname="Disk", team="db"}',
  groupLabels: { alertname: 'Disk', team: 'db' },
  leftOut: 25,
  over: false,
}

test('alerts that were left out are a page of their group, which says how many, whose and what to do', () => {
  const { status, labels, annotations } = truncationAlert(LEFT_OUT)
  assert.equal(status, 'firing')
  assert.deepEqual(labels, {
    alertname: 'AlertsTruncated',
    severity: 'critical',
    team: 'db',
    receiver: 'slowburn',
    group: LEFT_OUT.group,
  })
  assert.match(
    annotations.summary ?? '',
    /^Alertmanager left 25 alerts out of the group \{\}:\{alertname="Disk"/,
  )
  assert.match(annotations.description ?? '', /receiver slowburn to 0 \(max_alerts/)
})

test('it has the severity of its group where that has one, and is over with a whole message or with the group', () => {
  const watch = truncationAlert({ ...LEFT_OUT, groupLabels: { severity: 'warning' }, leftOut: 1 })
  assert.equal(watch.labels.severity, 'warning')
  assert.match(watch.annotations.summary ?? '', /left 1 alert out of .*notified of it here/)
  for (const more of [{ leftOut: 0 }, { over: true }]) {
    const { status, labels } = truncationAlert({ ...LEFT_OUT, ...more })
    assert.equal(status, 'resolved')
    assert.deepEqual(alarmOf(labels), alarmOf(truncationAlert(LEFT_OUT).labels))
  }
})
