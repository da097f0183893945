import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MergePreview, MergeSide } from '../../api/types';
import { Address } from '../../ui/Address';
import { useFormat } from '../../ui/format';
import table from '../../ui/Table.module.css';
import { anyText } from '../../ui/words';
import { levelNamesQuery } from './api';
import classes from './Contact.module.css';

/** The points of a contact that a merge and its undo show. */
export const mergeFigures = ['available', 'pending', 'reserved', 'debt', 'balance'] as const;

/** Both contacts and what becomes of them, field by field. */
export function MergeTable({ preview }: { preview: MergePreview }) {
  const { t } = useTranslation('contacts');
  const rows = useRows();
  const sides = [preview.into, preview.from, preview.after] as const;
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t('merge.table')}>
      <table className={`${table.table} ${classes.mergeTable}`}>
        <thead>
          <tr>
            <th scope="col">{t('merge.column.field')}</th>
            <th scope="col">{t('merge.column.into')}</th>
            <th scope="col">{t('merge.column.from')}</th>
            <th scope="col">{t('merge.column.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {sides.map((side, i) => (
                <td key={i} className={i === 2 ? classes.strong : undefined}>
                  {of(side)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useRows(): { name: string; of: (side: MergeSide) => ReactNode }[] {
  const { t, i18n } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const levels = useQuery(levelNamesQuery).data ?? [];
  const consent = useConsent();
  const loyaltyMail = useLoyaltyMail();
  const level = (id?: string) => {
    const found = levels.find((l) => l.id === id);
    return found ? anyText(found.name, i18n.language) || found.id : '–';
  };
  return [
    { name: t('column.name'), of: (s) => s.contact.name || '–' },
    { name: t('card.email'), of: (s) => <Address text={s.contact.email || '–'} /> },
    { name: t('card.phone'), of: (s) => s.contact.phone || '–' },
    { name: t('card.platformId'), of: (s) => s.contact.platformId || '–' },
    ...mergeFigures.map((figure) => ({ name: t(`merge.figure.${figure}`), of: (s: MergeSide) => <span className="num">{f.number(s.account[figure])}</span> })),
    { name: t('level.filter'), of: (s) => level(s.contact.level) },
    { name: t('card.orders'), of: (s) => <span className="num">{f.number(s.contact.orders)}</span> },
    { name: t('card.spent'), of: (s) => <span className="num">{f.money(s.contact.spent)}</span> },
    { name: t('birthday.title'), of: (s) => (s.birthday ? `${f.monthName(s.birthday.month)} ${f.number(s.birthday.day)}` : '–') },
    { name: t('merge.consent'), of: (s) => consent(s.consents) },
    { name: t('merge.loyaltyMail'), of: (s) => loyaltyMail(s.consents) },
    { name: t('events.title'), of: (s) => <span className="num">{f.number(s.events)}</span> },
    { name: t('card.referrals'), of: (s) => <span className="num">{f.number(s.referrals)}</span> },
  ];
}

/** Says what a contact agrees to. */
export function useConsent() {
  const { t } = useTranslation('contacts');
  return (consents: MergeSide['consents']) => {
    const email = (consents ?? []).find((c) => c.channel === 'email');
    if (!email) return t('merge.consents.unknown');
    return t(email.given ? 'merge.consents.yes' : 'merge.consents.no');
  };
}

/** Says whether a contact gets the mails about points that can be opted out of. */
export function useLoyaltyMail() {
  const { t } = useTranslation('contacts');
  return (consents: MergeSide['consents']) => {
    const out = (consents ?? []).some((c) => c.channel === 'loyalty_email' && !c.given);
    return t(out ? 'merge.loyaltyMails.no' : 'merge.loyaltyMails.yes');
  };
}
