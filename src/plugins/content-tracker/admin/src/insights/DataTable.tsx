import { ColumnLabel } from 'newsroom-plugin-kit/admin/components/ColumnLabel';
import type { ReactNode } from 'react';
import { styled } from 'styled-components';

/**
 * Texts wrap, and numbers stand at a fixed place on the right. In a narrow window the numbers of a row stand below its
 * text. Strapi's own table does not wrap, and the keyboard does not reach the links in it.
 */
const Table = styled.table`
  width: 100%;
  border-collapse: collapse;
  th {
    padding: 0.8rem 1.2rem;
    text-align: left;
    vertical-align: bottom;
  }
  td {
    padding: 1.2rem;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
    vertical-align: baseline;
    overflow-wrap: anywhere;
  }
  .number {
    width: 1%;
    text-align: right;
    white-space: nowrap;
    overflow-wrap: normal;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 599px) {
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0.2rem 1.6rem;
      padding: 1.2rem 0;
      border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
    }
    td,
    .number {
      width: auto;
      padding: 0;
      border: 0;
    }
    td.text {
      flex: 1 0 100%;
    }
    td[data-label]::before {
      content: attr(data-label) ': ';
      color: ${({ theme }) => theme.colors.neutral600};
      font-size: 1.2rem;
    }
  }
`;

interface Column {
  readonly id: string;
  readonly label: string;
  readonly isNumber?: boolean;
}

interface Row {
  readonly key: string;
  /** One for each column. */
  readonly cells: readonly ReactNode[];
}

interface Props {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Rows of texts and numbers, named by their caption. */
export const DataTable = ({ caption, columns, rows }: Props) => (
  <Table aria-label={caption}>
    <thead>
      <tr>
        {columns.map(({ id, label, isNumber }) => (
          <th key={id} scope="col" className={isNumber ? 'number' : undefined}>
            <ColumnLabel>{label}</ColumnLabel>
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(({ key, cells }) => (
        <tr key={key}>
          {columns.map(({ id, label, isNumber }, index) => (
            <td key={id} className={isNumber ? 'number' : 'text'} data-label={isNumber ? label : undefined}>
              {cells[index]}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </Table>
);
