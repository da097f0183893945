import { describe, expect, it } from 'vitest';
import { emptyWeek, nextHours, overnight, tidyTime, usualWeek, weekInShort } from './hours';

describe('a time of day', () => {
  it.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['9.30', '09:30'],
    [' 17:05 ', '17:05'],
    ['24', '24:00'],
    ['25:00', '25:00'],
    ['9:75', '9:75'],
    ['noon', 'noon'],
    ['', ''],
  ])('%s is read as %s', (typed, time) => {
    expect(tidyTime(typed)).toBe(time);
  });
});

describe('hours', () => {
  it('end on the next day where they do not end after they begin', () => {
    expect(overnight({ from: '22:00', to: '02:00' })).toBe(true);
    expect(overnight({ from: '00:00', to: '24:00' })).toBe(false);
    expect(overnight({ from: '09:00', to: 'x' })).toBe(false);
  });

  it('go on after a break', () => {
    expect(nextHours([{ from: '09:00', to: '12:30' }])).toEqual({ from: '13:30', to: '15:30' });
    expect(nextHours([{ from: '09:00', to: '21:00' }])).toEqual({ from: '22:00', to: '24:00' });
    expect(nextHours([{ from: '22:00', to: '02:00' }])).toEqual({ from: '09:00', to: '17:00' });
  });

  it('of a week are told in short', () => {
    expect(weekInShort(usualWeek(), 'en')).toBe('Mon–Fri 09:00–17:00');
    expect(weekInShort({ ...usualWeek(), wednesday: [], saturday: [{ from: '10:00', to: '12:00' }] }, 'en')).toBe('Mon–Tue 09:00–17:00 · Thu–Fri 09:00–17:00 · Sat 10:00–12:00');
    expect(weekInShort(usualWeek(), 'ja')).toBe('月–金 09:00–17:00');
    expect(weekInShort(emptyWeek(), 'en')).toBe('');
  });
});
