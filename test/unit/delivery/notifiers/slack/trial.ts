// A web server that stands in for that of the channel, for the suite of notifiers.
import { slack } from '../../../../../src/delivery/notifiers/slack/channel.ts'
import { httpTrial } from '../../../../support/delivery/trials/http-trial.ts'

export const trial = httpTrial(slack.example)
