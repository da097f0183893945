import { ActionIcon, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Hours, overnight, tidyTime } from './hours';
import classes from './Team.module.css';

interface WindowListProps {
  /** Of which day, for those who do not see it. */
  name: string;
  value: Hours;
  /** What is wrong, by paths such as 0.from. */
  errorAt: (path: string) => React.ReactNode;
  onChange: (value: Hours) => void;
}

/** The hours that begin on one day. */
export function WindowList({ name, value, errorAt, onChange }: WindowListProps) {
  const { t } = useTranslation('team');
  const set = (at: number, part: Partial<Hours[number]>) => onChange(value.map((w, i) => (i === at ? { ...w, ...part } : w)));
  if (value.length === 0) return <p className={`muted ${classes.closed}`}>{t('hours.none')}</p>;
  return (
    <div className={classes.windows}>
      {value.map((window, i) => {
        const fault = errorAt(`${i}.from`) ?? errorAt(`${i}.to`);
        return (
          <div key={i}>
            <div className={classes.window}>
              {(['from', 'to'] as const).map((end) => (
                <TextInput
                  key={end}
                  className={classes.time}
                  aria-label={t(`hours.${end}Of`, { day: name })}
                  placeholder="09:00"
                  maxLength={5}
                  inputMode="numeric"
                  value={window[end]}
                  error={Boolean(errorAt(`${i}.${end}`))}
                  onChange={(e) => set(i, { [end]: e.currentTarget.value })}
                  onBlur={(e) => set(i, { [end]: tidyTime(e.currentTarget.value) })}
                />
              ))}
              <ActionIcon variant="subtle" color="gray.7" size="lg" aria-label={t('hours.removeOf', { day: name, from: window.from, to: window.to })} onClick={() => onChange(value.filter((_, at) => at !== i))}>
                <IconX size={16} aria-hidden />
              </ActionIcon>
              {overnight(window) && <span className="muted small">{t('hours.overnight')}</span>}
            </div>
            {fault && <p className="bad small">{fault}</p>}
          </div>
        );
      })}
    </div>
  );
}
