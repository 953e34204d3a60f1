"""The pages at a link: from the door to thanks, for anybody who has the link and for nobody else."""
