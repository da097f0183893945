import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Day, dayName, days, nextHours, type Week } from './hours';
import { WindowList } from './WindowList';
import classes from './Team.module.css';

interface WeekEditorProps {
  value: Week;
  /** What is wrong, by paths such as monday.0.from. */
  errorAt: (path: string) => React.ReactNode;
  onChange: (value: Week) => void;
}

const windowsMax = 10;

/** The hours of a week, day by day; one day can be copied to others. */
export function WeekEditor({ value, errorAt, onChange }: WeekEditorProps) {
  const { t, i18n } = useTranslation('team');
  const copy = (from: Day, to: readonly Day[]) => onChange({ ...value, ...Object.fromEntries(to.map((day) => [day, value[from].map((w) => ({ ...w }))])) });
  return (
    <div>
      {days.map((day) => {
        const name = dayName(day, i18n.language);
        return (
          <div key={day} className={classes.day} role="group" aria-label={name}>
            <span className={classes.dayName}>{name}</span>
            <div className={classes.windows}>
              <WindowList name={name} value={value[day]} errorAt={(path) => errorAt(`${day}.${path}`)} onChange={(hours) => onChange({ ...value, [day]: hours })} />
              {errorAt(day) && <p className="bad small">{errorAt(day)}</p>}
            </div>
            <span className={classes.dayButtons}>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t('hours.addOn', { day: name })}
                disabled={value[day].length >= windowsMax}
                onClick={() => onChange({ ...value, [day]: [...value[day], nextHours(value[day])] })}
              >
                <IconPlus size={16} aria-hidden />
              </ActionIcon>
              <Menu position="bottom-end" withinPortal>
                <Menu.Target>
                  <ActionIcon variant="default" size="lg" aria-label={t('hours.copyOf', { day: name })}>
                    <IconCopy size={16} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => copy(day, days.slice(0, 5))}>{t('hours.toWeekdays')}</Menu.Item>
                  <Menu.Item onClick={() => copy(day, days)}>{t('hours.toAll')}</Menu.Item>
                  {days
                    .filter((other) => other !== day)
                    .map((other) => (
                      <Menu.Item key={other} onClick={() => copy(day, [other])}>
                        {t('hours.toDay', { day: dayName(other, i18n.language) })}
                      </Menu.Item>
                    ))}
                </Menu.Dropdown>
              </Menu>
            </span>
          </div>
        );
      })}
    </div>
  );
}
