/** 云岭市, which does not exist: an intermediate court and seven basic courts with 58 courtrooms together. */

export interface SeedCourt {
  readonly name: string
  readonly code: string
  readonly courtrooms: number
}

export const seedCourts: readonly SeedCourt[] = [
  // First, because the trial door's people work here.
  { name: '云岭市清河区人民法院', code: '云0102', courtrooms: 9 },
  { name: '云岭市中级人民法院', code: '云01', courtrooms: 12 },
  { name: '云岭市东岭区人民法院', code: '云0103', courtrooms: 8 },
  { name: '云岭市南屏区人民法院', code: '云0104', courtrooms: 7 },
  { name: '云岭市白桦旗人民法院', code: '云0121', courtrooms: 6 },
  { name: '云岭市金川县人民法院', code: '云0122', courtrooms: 6 },
  { name: '云岭市锡林河旗人民法院', code: '云0123', courtrooms: 5 },
  { name: '云岭市望海县人民法院', code: '云0124', courtrooms: 5 },
]

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']

/** Such as 第三法庭. */
export function courtroomName(number: number): string {
  return `第${numerals[number - 1] ?? number}法庭`
}
