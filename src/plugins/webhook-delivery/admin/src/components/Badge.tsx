import { Badge as StrapiBadge } from '@strapi/design-system';
import { styled } from 'styled-components';

type Variant = 'success' | 'warning' | 'danger' | 'secondary' | 'neutral';

/** Colours with a contrast of at least 3:1 against `neutral0`, the ring around the dot, in light and dark. */
const dots = {
  success: 'success600',
  warning: 'warning700',
  danger: 'danger600',
  secondary: 'secondary600',
  neutral: 'neutral500',
} as const;

/**
 * Strapi's badge with a darker text and a coloured dot. Strapi's own text has too little contrast, and in the dark
 * theme all its variants have the same background.
 */
export const Badge = styled(StrapiBadge)<{ variant: Variant }>`
  white-space: nowrap;
  & span {
    color: ${({ theme }) => theme.colors.neutral800};
  }
  & span::before {
    content: '';
    display: inline-block;
    width: 0.8rem;
    height: 0.8rem;
    margin: 0 0.8rem 0 0.2rem;
    border-radius: 50%;
    background: ${({ theme, variant }) => theme.colors[dots[variant]]};
    box-shadow: 0 0 0 2px ${({ theme }) => theme.colors.neutral0};
  }
`;
