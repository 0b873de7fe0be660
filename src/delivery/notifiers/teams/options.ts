// The configuration of a contact's channel in Microsoft Teams.
import { httpUrl } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'

export const teamsOptions = section({
  url: secret(httpUrl).describe('Address of the workflow that posts to the channel; it is a secret.'),
}).describe('A channel of Microsoft Teams, by a workflow.')
