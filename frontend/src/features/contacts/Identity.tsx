import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ContactCard } from '../../api/types';
import { Address } from '../../ui/Address';
import { Facts } from '../../ui/Facts';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { Merges } from './Merges';
import { useConsent, useLoyaltyMail } from './MergeTable';
import classes from './Contact.module.css';

export function Identity({ card }: { card: ContactCard }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  const consent = useConsent();
  const loyaltyMail = useLoyaltyMail();
  const { contact } = card;
  const absorbed = contact.absorbed.filter((a) => a.from !== 'hand');
  const rows: [string, ReactNode][] = [
    [
      t('card.email'),
      <>
        {contact.email ? <Address text={contact.email} /> : '–'}
        {contact.email && contact.verified && <div className="muted small">{t('card.verified')}</div>}
      </>,
    ],
    [t('card.phone'), contact.phone || '–'],
    [t('card.since'), f.date(contact.createdAt)],
    [t('card.lastOrder'), contact.lastOrderAt ? f.date(contact.lastOrderAt) : '–'],
    [t('card.orders'), <span className="num">{f.number(contact.orders)}</span>],
    [t('card.spent'), <span className="num">{f.money(contact.spent)}</span>],
  ];
  rows.push([t('card.referrals'), <Link to={`/referrals?contact=${encodeURIComponent(contact.id)}`}>{t('card.showReferrals')}</Link>]);
  if (contact.kind === 'member') rows.push([t('merge.consent'), consent(card.consents)]);
  rows.push([t('merge.loyaltyMail'), loyaltyMail(card.consents)]);
  if (contact.locale) rows.push([t('card.locale'), f.language(contact.locale)]);
  if (contact.platformId) rows.push([t('card.platformId'), <span className="num">{contact.platformId}</span>]);
  return (
    <Section title={t('card.identity')}>
      <Facts rows={rows} />
      {absorbed.length > 0 && (
        <>
          <h3 className={classes.subhead}>{t('card.absorbed')}</h3>
          <ul>
            {absorbed.map((a) => (
              <li key={a.id}>{t(a.from === 'guest' ? 'card.absorbedGuest' : 'card.absorbedMerge', { date: f.date(a.at) })}</li>
            ))}
          </ul>
        </>
      )}
      <Merges id={contact.id} merges={card.merges} />
    </Section>
  );
}
