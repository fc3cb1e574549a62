"""Operations that outlive the operator."""
