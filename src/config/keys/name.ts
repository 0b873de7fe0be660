// What the watched platform is called.
import { name as text } from '../../core/options/scalars.ts'

export const name = text.default('platform').describe('What is watched; shown on the page and in e-mails.')
