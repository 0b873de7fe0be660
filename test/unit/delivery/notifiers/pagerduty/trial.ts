// A web server that stands in for that of the channel, for the suite of notifiers.
import { pagerduty } from '../../../../../src/delivery/notifiers/pagerduty/channel.ts'
import { httpTrial } from '../../../../support/delivery/trials/http-trial.ts'

export const trial = httpTrial(pagerduty.example)
