import { useTranslation } from 'react-i18next';
import type { Home } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import classes from './Home.module.css';

/** The numbers of the shop, each with what it counts. */
export function Figures({ figures }: { figures: Home['figures'] }) {
  const { t } = useTranslation('home');
  const f = useFormat();
  const n = f.number;
  const rows = [
    { id: 'outstanding', value: n(figures.outstanding), text: t('figures.outstanding.text') },
    { id: 'pending', value: n(figures.pending), text: t('figures.pending.text') },
    { id: 'debt', value: n(figures.debt), text: t('figures.debt.text') },
    {
      id: 'contacts',
      value: n(figures.contacts),
      text: t('figures.contacts.text', { members: n(figures.members), guests: n(figures.guests) }),
    },
    { id: 'earned30', value: n(figures.earned30), text: t('figures.earned30.text', { orders: n(figures.orders30) }) },
    { id: 'removed30', value: n(figures.removed30), text: t('figures.removed30.text') },
  ] as const;
  return (
    <Section flush>
      <h2 className="visually-hidden">{t('figures.title')}</h2>
      <dl className={classes.figures}>
        {rows.map(({ id, value, text }) => (
          <div key={id} className={classes.figure}>
            <dt>{t(`figures.${id}.name`)}</dt>
            <dd className={`${classes.figureValue} num`}>{value}</dd>
            <dd className={classes.figureText}>{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
