// The configuration of a contact's Slack channel.
import { httpUrl } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'

export const slackOptions = section({
  url: secret(httpUrl).describe('Address of the incoming webhook; it is a secret.'),
}).describe('A Slack channel, by its incoming webhook.')
