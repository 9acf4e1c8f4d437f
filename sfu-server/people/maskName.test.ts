import { expect, it } from 'vitest'
import { maskName } from './maskName.ts'

it.each([
  ['张三', '张*'],
  ['巴特尔', '巴**'],
  ['𠮷野', '𠮷*'],
  ['', ''],
])('masks %s as %s', (name, masked) => {
  expect(maskName(name)).toBe(masked)
})
