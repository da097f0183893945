import { type Staff, type StaffSettings, settingsIn } from '../../api/catalogue';
import { usualWeek } from './hours';

// Colours that are told apart in a calendar, given out in turn.
const colours = ['#2f6f8f', '#8f5a2f', '#4f7a3a', '#7a3a6a', '#a8842c', '#3a4f8f', '#a04444', '#3f8571'];

/** What the form of somebody new begins with, given how many there are. */
export const freshMember = (others: number): StaffSettings => ({
  enabled: true, name: '', text: '', colour: colours[others % colours.length] ?? '#2f6f8f', photoUrl: '', location: '', zone: '', weekly: usualWeek(),
  seasons: [], overrides: [], timeOff: [], maxPerDay: 0, priority: 0, weight: 1,
});

export const memberDraft = (member: Staff): StaffSettings => settingsIn(member);
