"""zhiben: from a county's ledger to the city's weekly summary, one room after another."""
