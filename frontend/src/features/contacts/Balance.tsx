import { useTranslation } from 'react-i18next';
import type { Account, Maturity } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import classes from './Contact.module.css';

// A line may end between two figures, not within one.
const unbroken = (figure: string) => figure.replaceAll(' ', '\u00a0');

/** What the contact has, how that figure is made, and what has been. */
export function Balance({ account }: { account: Account }) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const { nextMaturity, nextExpiry } = account;
  const dated = (name: 'nextMaturity' | 'nextExpiry', next: Maturity) =>
    t(`card.${name}`, { points: t('common:points', { count: next.points, value: f.number(next.points) }), date: f.date(next.at) });
  const lifetime = (['issued', 'clawedBack', 'redeemed', 'expired', 'forgiven', 'reserved'] as const).filter(
    (name) => name === 'issued' || name === 'clawedBack' || account[name] > 0,
  );
  return (
    <Section flush>
      <div className={classes.balance}>
        <div className={classes.figure}>
          <p className={classes.figureName}>{t('card.balance')}</p>
          <p className={account.balance < 0 ? `${classes.big} num bad` : `${classes.big} num`}>{f.number(account.balance)}</p>
          <p className="muted small">
            {unbroken(`${t('card.available')} ${f.number(account.available)}`)} {unbroken(`− ${t('card.debt')} ${f.number(account.debt)}`)}
          </p>
          {nextExpiry && <p className="muted small">{dated('nextExpiry', nextExpiry)}</p>}
        </div>
        <div className={classes.figure}>
          <p className={classes.figureName}>{t('card.pending')}</p>
          <p className={`${classes.mid} num`}>{f.number(account.pending)}</p>
          <p className="muted small">
            {nextMaturity ? dated('nextMaturity', nextMaturity) : t('card.noPending')}
          </p>
        </div>
        <div className={classes.figure}>
          <p className={classes.figureName}>{t('card.lifetime')}</p>
          <dl className={classes.lifetime}>
            {lifetime.map((name) => (
              <div key={name}>
                <dt>{t(`card.${name}`)}</dt>
                <dd className="num">{f.number(account[name])}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </Section>
  );
}
