/** `npm run setup`: only the set-up, for images and for machines without a network later. */
import { setUpOrStop } from './setup/become.mjs'

await setUpOrStop({ forTests: process.argv.includes('--tests') })
console.log('Set up.')
