import { useTranslation } from 'react-i18next';
import type { Level } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { anyText } from '../../ui/words';
import type { Trial } from './api';

/** Who would move, and what entering costs at once. */
export function TrialResult({ trial, levels }: { trial: Trial; levels: Level[] }) {
  const { t, i18n } = useTranslation('levels');
  const f = useFormat();
  const name = (id: string) => {
    const level = levels.find((l) => l.id === id);
    return level ? anyText(level.name, i18n.language) : id || t('noLevel');
  };
  return (
    <Note tone="info" title={t('trial.looked', { count: trial.looked, value: f.number(trial.looked) })}>
      {trial.moves.length === 0 ? (
        <p>{t('trial.nobody')}</p>
      ) : (
        <ul>
          {trial.moves.map((m) => (
            <li key={`${m.from}>${m.to}`}>
              {t('trial.move', { count: m.contacts, value: f.number(m.contacts), from: name(m.from), to: name(m.to) })}
            </li>
          ))}
        </ul>
      )}
      <p>{t('trial.cost', { count: trial.reward, value: f.number(trial.reward) })}</p>
      {trial.partial && <p>{t('trial.partial')}</p>}
    </Note>
  );
}
