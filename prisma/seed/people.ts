/** Names of the demo city. Common ones, put together at random; nobody real is meant. */

export interface SeedStaff {
  readonly name: string
  readonly post: 'judge' | 'clerk'
}

/** By court, in the order of courts.ts; the first court's first two are the trial door's own. */
export const seedStaff: readonly (readonly SeedStaff[])[] = [
  [
    { name: '韩志远', post: 'judge' },
    { name: '萨仁其其格', post: 'judge' },
    { name: '许佳宁', post: 'clerk' },
  ],
  [
    { name: '陆云峰', post: 'judge' },
    { name: '顾明慧', post: 'judge' },
    { name: '方可欣', post: 'clerk' },
  ],
  [
    { name: '潘国栋', post: 'judge' },
    { name: '姚静怡', post: 'clerk' },
  ],
  [
    { name: '丁海宁', post: 'judge' },
    { name: '蒋雨桐', post: 'clerk' },
  ],
  [
    { name: '阿古拉', post: 'judge' },
    { name: '其木格', post: 'clerk' },
  ],
  [
    { name: '袁守正', post: 'judge' },
    { name: '崔文丽', post: 'clerk' },
  ],
  [
    { name: '宝音德力格尔', post: 'judge' },
    { name: '乌日娜', post: 'clerk' },
  ],
  [
    { name: '邓鹏程', post: 'judge' },
    { name: '贺思敏', post: 'clerk' },
  ],
]

/** Parties: herders among them, in Chinese transliteration. */
export const partyNames = [
  '额尔德尼',
  '王建华',
  '陈秀兰',
  '朝鲁',
  '李国强',
  '斯琴高娃',
  '刘海波',
  '孟和巴雅尔',
  '周丽萍',
  '那日苏',
  '吴振东',
  '呼和',
  '郑玉梅',
  '格日勒图',
  '孙德胜',
  '娜仁花',
  '马晓东',
  '青格勒',
  '何美玲',
  '苏日勒和克',
  '高志刚',
  '托娅',
  '梁桂英',
  '布和',
  '罗永康',
  '阿茹娜',
  '宋春生',
  '特木尔',
  '唐淑芬',
  '哈斯额尔敦',
] as const

export const agentNames = [
  '秦思远',
  '沈嘉禾',
  '白音',
  '董雅楠',
  '魏子谦',
  '通拉嘎',
  '钟毅',
  '冯若晴',
] as const

export const causesOfAction = [
  '民间借贷纠纷',
  '草原承包经营权纠纷',
  '买卖合同纠纷',
  '离婚纠纷',
  '机动车交通事故责任纠纷',
  '房屋租赁合同纠纷',
  '劳动争议',
  '牲畜买卖合同纠纷',
  '建设工程施工合同纠纷',
  '物业服务合同纠纷',
  '相邻关系纠纷',
  '继承纠纷',
] as const
