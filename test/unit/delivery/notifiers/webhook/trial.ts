// A web server that stands in for that of the channel, for the suite of notifiers.
import { webhook } from '../../../../../src/delivery/notifiers/webhook/channel.ts'
import { httpTrial } from '../../../../support/delivery/trials/http-trial.ts'

export const trial = httpTrial(webhook.example)
