import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagerdutyOptions } from '../../../../../src/delivery/notifiers/pagerduty/options.ts'

test('a service of PagerDuty needs its key, and events go to the service region US unless said', () => {
  assert.equal(pagerdutyOptions.safeParse({}).success, false)
  const { routingKey, url } = pagerdutyOptions.parse({ routing_key: '0123456789abcdef' })
  assert.deepEqual([routingKey, url], ['0123456789abcdef', 'https://events.pagerduty.com/v2/enqueue'])
})
