import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Ladder, LadderSettings } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { anyText } from '../../ui/words';
import classes from './Levels.module.css';

/** How many contacts stand on each level: bars with their numbers beside them,
 * so that the chart is its own table. */
export function Members({ ladder, settings }: { ladder: Ladder; settings: LadderSettings }) {
  const { t, i18n } = useTranslation('levels');
  const f = useFormat();
  const most = Math.max(1, ...ladder.counts.map((c) => c.contacts));
  return (
    <Section title={t('members.title')} intro={ladder.settled ? t('members.intro') : t('members.rolling')}>
      <ul className={classes.bars} aria-label={t('members.title')}>
        {[...settings.levels].reverse().map((level) => {
          const contacts = ladder.counts.find((c) => c.level === level.id)?.contacts ?? 0;
          return (
            <li key={level.id} className={classes.bar}>
              <Link to={`/contacts?level=${encodeURIComponent(level.id)}`} className="truncate">
                {anyText(level.name, i18n.language) || level.id}
              </Link>
              <span className={classes.track} aria-hidden>
                <span className={classes.fill} style={{ inlineSize: `${(100 * contacts) / most}%`, background: level.colour }} />
              </span>
              <span className="num">{f.number(contacts)}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
