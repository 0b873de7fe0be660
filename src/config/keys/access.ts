// Who may do what on the pages and the API.
import { access as settings } from '../access.ts'

export const access = settings.prefault({}).describe('Who may do what on the pages and the API.')
