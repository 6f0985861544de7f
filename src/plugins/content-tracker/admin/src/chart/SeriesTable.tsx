import { Box, TextButton } from '@strapi/design-system';
import { useId, useState } from 'react';
import { styled } from 'styled-components';
import type { SeriesPoint } from '../../../shared/answers';
import { useTexts } from '../texts';

const Numbers = styled.table`
  width: 100%;
  font-size: 1.2rem;
  color: ${({ theme }) => theme.colors.neutral800};
  th,
  td {
    padding: 0.4rem 0.8rem;
    text-align: right;
    border-bottom: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
  th:first-child,
  td:first-child {
    text-align: left;
  }
  thead th {
    position: sticky;
    top: 0;
    font-weight: 600;
    background: ${({ theme }) => theme.colors.neutral0};
  }
`;

/** The numbers of a chart as a table, newest first, behind a button. */
export const SeriesTable = ({ rows }: { rows: readonly (SeriesPoint & { name: string })[] }) => {
  const { t, number } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <Box>
      <TextButton aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
        {t(isOpen ? 'chart.hideTable' : 'chart.showTable')}
      </TextButton>
      {/* The table scrolls, so the keyboard must be able to reach it. */}
      <Box id={id} hidden={!isOpen} maxHeight="24rem" overflow="auto" tabIndex={isOpen ? 0 : -1}>
        {isOpen && (
          <Numbers>
            <thead>
              <tr>
                <th scope="col">{t('chart.when')}</th>
                <th scope="col">{t('chart.views')}</th>
                <th scope="col">{t('chart.uniqueShort')}</th>
              </tr>
            </thead>
            <tbody>
              {[...rows].reverse().map(({ start, name, views, uniqueViews }) => (
                <tr key={start}>
                  <td>{name}</td>
                  <td>{number(views)}</td>
                  <td>{number(uniqueViews)}</td>
                </tr>
              ))}
            </tbody>
          </Numbers>
        )}
      </Box>
    </Box>
  );
};
