import type { LadderSettings, Level, LevelKind, Text } from '../../api/types';

const none: Text = { en: '', ja: '', ko: '' };

export const levelsMax = 10;

const colours = ['#8c6a4f', '#7d8794', '#a8842c', '#5b6b8c', '#4d7a6a', '#7a4d6e', '#3f3f46', '#94551f', '#1f6f94', '#6a7a1f'];

/** A fresh rule of a kind, so that what its form shows is what it saves. */
export function freshRule(name: string, kinds: LevelKind[]): Level['rules'][number] {
  const field = kinds.find((k) => k.name === name)?.field;
  return { kind: name, params: field ? { [field.name]: field.default } : {} };
}

/** A fresh level above the others; its id is never given to another one. */
export function freshLevel(levels: Level[], kinds: LevelKind[]): Level {
  let number = levels.length + 1;
  while (levels.some((l) => l.id === `level-${number}`)) number++;
  return {
    id: `level-${number}`,
    name: { ...none },
    colour: colours[(number - 1) % colours.length] ?? '#7d8794',
    perks: [],
    extras: [],
    multiplier: '',
    reward: 0,
    any: false,
    rules: [freshRule(levels.at(-1)?.rules[0]?.kind ?? 'spend', kinds)],
    stage: '',
    closed: false,
  };
}

/** Where a merchant begins who has no levels yet. */
export function firstLadder(): LadderSettings {
  return { period: 'calendar', months: 0, keep: 'following', graceDays: 0, onRefund: 'immediate', downgrade: 'balance_based', levels: [] };
}
