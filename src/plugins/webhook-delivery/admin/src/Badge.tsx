import { Badge as StrapiBadge } from '@strapi/design-system';
import { styled } from 'styled-components';

/** Strapi's badge with a darker text: its own has too little contrast with the ground. */
export const Badge = styled(StrapiBadge)`
  white-space: nowrap;
  & span {
    color: ${({ theme }) => theme.colors.neutral800};
  }
`;
