"""Which columns each column of a model is made of, as its compiled SQL says."""
